"""Where an installed add-in, of this version or an older one, finds its buttons (``macros/XltRibbon.bas``)."""

import sys

from xl_tools.surfaces.excel import ribbon

sys.modules[__name__] = ribbon
