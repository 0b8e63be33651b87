"""Reports: what each document of a run says, in blocks, from published results alone."""
