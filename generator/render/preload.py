"""All that rendering needs, imported so that workers forked from here share it in memory.

No page is laid out and no font is loaded here: since version 1.52 Pango loads its font
configuration in a thread of its own, and a worker forked after that would wait for ever for a
thread it does not have. The one workbook of a run brings numpy, which has threads too: whichever
worker makes it imports that.
"""

import gc

import generator.render.pdf.document
import generator.render.word.document  # noqa: F401 - imported so that it is in memory

gc.collect()
gc.freeze()
