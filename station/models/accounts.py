from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from station.enums import Role
from station.identifiers import new_public_id


class User(AbstractUser):
    """Anyone who signs in: staff, group contact or candidate. What they may do follows from their roles."""

    first_name = None
    last_name = None
    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    name = models.CharField("姓名", max_length=60)
    organisation = models.CharField("单位", max_length=120, blank=True)
    wants_digest = models.BooleanField("每个工作日的期限汇总邮件", default=True)

    REQUIRED_FIELDS = ["name"]

    class Meta(AbstractUser.Meta):
        db_table = "station_user"
        verbose_name = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles in force, by value. Cached on the instance: a grant takes effect at the next request."""
        return frozenset(self.role_grants.filter(revoked_at=None).values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        return bool(self.roles.intersection(roles))

    @property
    def is_station_staff(self) -> bool:
        return bool(self.roles - {Role.CANDIDATE, Role.GROUP_CONTACT})

    @property
    def role_labels(self) -> list[str]:
        return [role.label for role in Role if role.value in self.roles]


class RoleGrant(models.Model):
    """One role given to one person; revoking keeps the row."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField("角色", max_length=30, choices=Role)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="role_grants_made")
    granted_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="role_grants_revoked")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(revoked_at=None),
                name="station_rolegrant_once",
                violation_error_message="此人已有这个角色。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
