"""Text messages: a row first, handed to the gateway by the worker at most once, its text gone when it has served.

Which gateway: the setting SHORT_MESSAGE_GATEWAY (`station.short_messages.gateways`).
"""

from station.short_messages.fate import forget, gateway_is_real, hand_over_again, out_of_order, with_state
from station.short_messages.sending import deliver, send

__all__ = ["deliver", "forget", "gateway_is_real", "hand_over_again", "out_of_order", "send", "with_state"]
