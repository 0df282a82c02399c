from django.db import models

from registration.enums import AnswerChannel, SupplementAnswer
from registration.models.applications import Application
from station.immutable import FrozenModel


class SupplementNotice(FrozenModel):
    """That a supplement concerns this application: written with its publication, whoever is reached by a message.

    Who handed in afterwards has read the new text. Until there is an `Acknowledgement`, the next step is refused.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="supplement_notices")
    supplement = models.ForeignKey(
        "announcements.Announcement", on_delete=models.PROTECT, related_name="supplement_notices"
    )
    told_at = models.DateTimeField("告知时间")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "supplement"], name="registration_supplementnotice_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.supplement_id}"


class Acknowledgement(FrozenModel):
    """An applicant's answer to a supplement that changes what they applied for: taken note of, or withdrawn (R1.1, R1.2).

    Until there is one, the applicant's next step is refused. `by` is whoever recorded it: the applicant, or the clerk or
    the group's contact to whom it was said.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="acknowledgements")
    supplement = models.ForeignKey(
        "announcements.Announcement", on_delete=models.PROTECT, related_name="acknowledgements"
    )
    answer = models.CharField("答复", max_length=12, choices=SupplementAnswer)
    channel = models.CharField("方式", max_length=10, choices=AnswerChannel)
    by = models.ForeignKey("station.User", on_delete=models.PROTECT, related_name="acknowledgements_recorded")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "supplement"],
                name="registration_acknowledgement_once",
                violation_error_message="对这份补充公告已经答复过。",
            )
        ]

    def __str__(self) -> str:
        return self.get_answer_display()
