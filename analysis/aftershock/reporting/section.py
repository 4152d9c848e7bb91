"""What every section of a study file has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of the sections: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)
