"""``python -m xl_tools`` is ``xl-tools``."""

from xl_tools.surfaces.cli.entry import main

if __name__ == "__main__":
    main()
