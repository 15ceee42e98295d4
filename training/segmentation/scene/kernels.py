"""Compiled inner loops of the renderer. Points are flat float32 arrays; maps keep their order."""

import numpy as np
from numba import njit

BORDER = 30.0
OUTSIDE = -20.0
CHANNELS = 8


@njit(fastmath=True, cache=True)
def warp(bank, z, y, x, matrix, shift, nodes, cell, push, out):
    """Looks the anatomy up at points of the patient (mm from the centre), trilinear.

    bank: uint8 [z, y, x, 8]. The point is first pulled towards pushing lesions (push, rows of z, y, x,
    radius, amount: mass effect), then mapped by matrix and shift to voxels, then moved by the
    displacement nodes [n, n, n, 3] (voxels), `cell` mm apart. out: float32 [8, points]; channel 1
    becomes the distance to the brain's border in mm; others stay 0 more than 5 mm outside it.
    """
    depth, height, width, _ = bank.shape
    n0, n1, n2 = nodes.shape[:3]
    for i in range(z.size):
        a, b, c = z[i], y[i], x[i]
        for k in range(push.shape[0]):
            d0 = a - push[k, 0]
            d1 = b - push[k, 1]
            d2 = c - push[k, 2]
            s = 1.6 * push[k, 3]
            e = (d0 * d0 + d1 * d1 + d2 * d2) / (s * s)
            if e < 6:
                q = push[k, 4] * np.exp(-e)
                a -= d0 * q
                b -= d1 * q
                c -= d2 * q
        p0 = matrix[0, 0] * a + matrix[0, 1] * b + matrix[0, 2] * c + shift[0]
        p1 = matrix[1, 0] * a + matrix[1, 1] * b + matrix[1, 2] * c + shift[1]
        p2 = matrix[2, 0] * a + matrix[2, 1] * b + matrix[2, 2] * c + shift[2]
        i0 = min(max(int(p0), 0), depth - 1)
        i1 = min(max(int(p1), 0), height - 1)
        i2 = min(max(int(p2), 0), width - 1)
        if bank[i0, i1, i2, 1] < 14:
            out[1, i] = OUTSIDE
            continue
        u0 = min(max(a / cell + (n0 - 1) / 2, 0.0), n0 - 1.001)
        u1 = min(max(b / cell + (n1 - 1) / 2, 0.0), n1 - 1.001)
        u2 = min(max(c / cell + (n2 - 1) / 2, 0.0), n2 - 1.001)
        i0, i1, i2 = int(u0), int(u1), int(u2)
        w0, w1, w2 = u0 - i0, u1 - i1, u2 - i2
        for j in range(8):
            j0, j1, j2 = j >> 2, (j >> 1) & 1, j & 1
            w = (w0 if j0 else 1 - w0) * (w1 if j1 else 1 - w1) * (w2 if j2 else 1 - w2)
            p0 += w * nodes[i0 + j0, i1 + j1, i2 + j2, 0]
            p1 += w * nodes[i0 + j0, i1 + j1, i2 + j2, 1]
            p2 += w * nodes[i0 + j0, i1 + j1, i2 + j2, 2]
        p0 = min(max(p0, 0.0), depth - 1.001)
        p1 = min(max(p1, 0.0), height - 1.001)
        p2 = min(max(p2, 0.0), width - 1.001)
        i0, i1, i2 = int(p0), int(p1), int(p2)
        w0, w1, w2 = p0 - i0, p1 - i1, p2 - i2
        distance = 0.0
        for j in range(8):
            j0, j1, j2 = j >> 2, (j >> 1) & 1, j & 1
            w = (w0 if j0 else 1 - w0) * (w1 if j1 else 1 - w1) * (w2 if j2 else 1 - w2)
            distance += w * bank[i0 + j0, i1 + j1, i2 + j2, 1]
        out[1, i] = distance - BORDER
        if distance < BORDER - 5:
            continue
        for ch in range(CHANNELS):
            if ch != 1:
                out[ch, i] = 0.0
        for j in range(8):
            j0, j1, j2 = j >> 2, (j >> 1) & 1, j & 1
            w = (w0 if j0 else 1 - w0) * (w1 if j1 else 1 - w1) * (w2 if j2 else 1 - w2) * 0.01
            for ch in range(CHANNELS):
                if ch != 1:
                    out[ch, i] += w * bank[i0 + j0, i1 + j1, i2 + j2, ch]


@njit(fastmath=True, cache=True)
def ramp(values, start, slope):
    """0 below `start`, rising by `slope` to 1."""
    out = np.empty_like(values)
    for i in range(values.size):
        q = (values[i] - start) * slope
        out[i] = 0.0 if q < 0 else (1.0 if q > 1 else q)
    return out


@njit(fastmath=True, cache=True)
def curve(table, tissue):
    """Brightness of tissue values 0..2.49 from a table in steps of 0.01."""
    out = np.empty_like(tissue)
    for i in range(tissue.size):
        out[i] = table[int(min(max(tissue[i] * 100, 0.0), 249.0))]
    return out


@njit(fastmath=True, cache=True)
def blend(image, amount, target, texture, strength):
    """image += (target * (1 + strength * texture) - image) * amount, in place."""
    for i in range(image.size):
        image[i] += (target[i] * (1 + strength * texture[i]) - image[i]) * amount[i]


@njit(fastmath=True, cache=True)
def blur(image, taps, axis):
    """9-tap filter along axis 1 (rows, edges repeat) or 2 (columns) of [n, rows, columns]."""
    n, rows, columns = image.shape
    out = np.zeros_like(image)
    for s in range(n):
        if axis == 1:
            for i in range(rows):
                for t in range(9):
                    g = taps[t]
                    if g != 0:
                        j = min(max(i + t - 4, 0), rows - 1)
                        for k in range(columns):
                            out[s, i, k] += g * image[s, j, k]
        else:
            for i in range(rows):
                for t in range(9):
                    g = taps[t]
                    d = t - 4
                    if g != 0:
                        for k in range(max(0, -d), min(columns, columns - d)):
                            out[s, i, k] += g * image[s, i, k + d]
    return out
