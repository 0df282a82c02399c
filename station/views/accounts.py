from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy

from station import clock, services
from station.access import public, signed_in
from station.demo_accounts import DEMO_PASSWORD, demo_accounts
from station.forms import StationFormMixin


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

    def get_redirect_url(self) -> str:
        """Never back to this page: who is signed in already would go round in a circle, which Django refuses."""
        wanted = str(super().get_redirect_url())
        return "" if wanted.partition("?")[0] == self.request.path else wanted

    def get_default_redirect_url(self) -> str:
        return str(reverse_lazy("station:home"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if settings.DEMO_MODE:
            context |= {"demo_accounts": demo_accounts(), "demo_password": DEMO_PASSWORD}
        return context


login = public(LoginView.as_view())
logout = signed_in(auth_views.LogoutView.as_view(next_page="/"))


class OwnPasswordForm(StationFormMixin, PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": "现在的密码不正确，请重新输入。",
        "password_mismatch": "两次输入的新密码不一致，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password1"].help_text = "至少 8 个字符，不能全是数字，不能含姓名、证件号码或手机号码。"
        self.fields["new_password2"].label = "再输入一次新密码"
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"


class PasswordChangeView(auth_views.PasswordChangeView):
    """Guessing the present password at a browser left open counts like guessing it at the door."""

    form_class = OwnPasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:password_change_done")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        credentials = {"username": request.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            locked: HttpResponse = get_lockout_response(request, None, credentials)
            return locked
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user = services.change_own_password(
            user=self.request.user, password=form.cleaned_data["new_password1"], now=clock.now()
        )
        update_session_auth_hash(self.request, user)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        if "old_password" in form.errors and form.data.get("old_password"):
            credentials = {"username": self.request.user.get_username()}
            user_login_failed.send(sender=__name__, credentials=credentials, request=self.request)
        return super().form_invalid(form)


password_change = signed_in(PasswordChangeView.as_view())
password_change_done = signed_in(
    auth_views.PasswordChangeDoneView.as_view(template_name="accounts/password_change_done.html")
)
