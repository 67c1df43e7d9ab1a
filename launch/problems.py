"""A problem a person can mend: one sentence, and the cure."""


class LaunchProblem(Exception):
    """Ends a command with exit code 1; both texts are shown to the person."""

    def __init__(self, sentence: str, cure: str) -> None:
        super().__init__(sentence)
        self.sentence, self.cure = sentence, cure

    def __str__(self) -> str:
        return f"错误：{self.sentence}\n办法：{self.cure}"
