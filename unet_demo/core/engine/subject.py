"""What is looked at: a task's net and a picture. Its keys name that by value, in memories of results."""

from __future__ import annotations

from dataclasses import dataclass

from unet_demo.core.pictures.images import Picture

Key = tuple[str, str, str, str]
Seen = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class Subject:
    """A net, by task and build as in tasks.NETS, and the picture that it looks at."""

    task: str
    build: str
    picture: Picture

    @property
    def key(self) -> Key:
        """Covers the truth as well: for whatever is scored, or drawn, against it."""
        return (*self.key_without_truth, self.picture.truth_key)

    @property
    def key_without_truth(self) -> Seen:
        """For what the net makes of the pixels, whatever is true of them: maps and answers."""
        return self.task, self.build, self.picture.key
