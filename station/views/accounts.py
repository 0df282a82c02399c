from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.urls import reverse_lazy

from station.access import public, signed_in
from station.demo_accounts import DEMO_PASSWORD, demo_accounts


class LoginForm(AuthenticationForm):
    """Staff type their user name, candidates the number of their identity document."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "账号或密码不正确。考生请用证件号码登录，还没有账号的请先注册；密码区分大小写。"
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "证件号码或用户名"


class LoginView(auth_views.LoginView):
    authentication_form = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return str(reverse_lazy("station:home"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if settings.DEMO_MODE:
            context |= {"demo_accounts": demo_accounts(), "demo_password": DEMO_PASSWORD}
        return context


login = public(LoginView.as_view())
logout = signed_in(auth_views.LogoutView.as_view(next_page="/"))
password_change = signed_in(
    auth_views.PasswordChangeView.as_view(
        template_name="accounts/password_change.html", success_url=reverse_lazy("accounts:password_change_done")
    )
)
password_change_done = signed_in(
    auth_views.PasswordChangeDoneView.as_view(template_name="accounts/password_change_done.html")
)
