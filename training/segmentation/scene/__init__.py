"""Synthetic patients: who they are, where their lesions lie, how the four sequences show them."""
