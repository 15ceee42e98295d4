"""Tumour segmentation network trained on synthetic images only: anatomy, scenes, training, export."""
