"""Accounts of the demonstration station: shown on the login page in demo mode, and nowhere else."""

from station.models import User

DEMO_PASSWORD = "demo-2026"  # printed on the demo's own login page
DEMO_DOMAIN = "demo.invalid"


def demo_accounts() -> list[dict[str, str]]:
    """One line per demo login: username, name, roles in words."""
    users = User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}", is_active=True).prefetch_related("role_grants")
    lines = []
    for user in users.order_by("id"):
        roles = "、".join(grant.get_role_display() for grant in user.role_grants.all() if grant.revoked_at is None)
        lines.append({"username": user.username, "name": user.name, "roles": roles})
    return lines
