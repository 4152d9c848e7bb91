"""Write the sample: ``python -m aftershock.simulate FOLDER``, where FOLDER holds ``stories.toml``."""

import sys
from pathlib import Path

from aftershock.simulate.sample import write_sample

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for written in write_sample(Path(sys.argv[1])):
        print(written)
