/** How fast Python's onnxruntime runs a network once. */
export interface PythonTime {
  readonly version: string;
  /** Best seconds of a run on a full batch. */
  readonly batch_s: number;
}

const SCRIPT = `
import json, sys, time
import numpy, onnxruntime
path, threads, shape = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
data = numpy.sin(numpy.arange(numpy.prod(shape))).astype(numpy.float32).reshape(shape)
times = []
for n in range(11):
    started = time.perf_counter()
    session.run(None, {session.get_inputs()[0].name: data})
    times.append(time.perf_counter() - started)
print(json.dumps({"version": onnxruntime.__version__, "batch_s": min(times[1:])}))
`;

/** Times a run in Python on as many threads; null where Python or its packages are missing. */
export async function timePython(
  python: string,
  model: string,
  shape: readonly number[],
  threads: number,
): Promise<PythonTime | null> {
  try {
    const { success, stdout } = await new Deno.Command(python, {
      args: ["-c", SCRIPT, model, String(threads), JSON.stringify(shape)],
      stderr: "null",
    }).output();
    return success ? JSON.parse(new TextDecoder().decode(stdout)) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
