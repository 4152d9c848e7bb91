"""What every section of a study file has in common: unknown keys are errors."""

from pydantic import BaseModel, ConfigDict


class Keys(BaseModel):
    """Base of the sections: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)
