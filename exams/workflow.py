"""The bag of papers along its chain of custody (R5.4): one transition a handover, none may be left out."""

from exams.enums import BagState
from station.workflow import Transition, Workflow

bags = Workflow()

# Who may sign is decided by what each person is at that step (policies.capacities), so no role is named here.
STORE = bags.add(Transition("bag.store", "试卷入库", (BagState.AWAITED,), BagState.STORED, clause="R5.4"))
# After the day has moved: unopened, back into the safe, and on to the new day from there.
BRING_BACK = Transition(
    "bag.bring_back", "试卷送回入库", (BagState.AT_OFFICE, BagState.IN_ROOM), BagState.STORED, clause="R5.4"
)
BRING_TO_OFFICE = bags.add(
    Transition("bag.bring_to_office", "试卷送达考务室", (BagState.STORED,), BagState.AT_OFFICE, clause="R5.4")
)
BRING_TO_ROOM = bags.add(
    Transition("bag.bring_to_room", "试卷送达考场", (BagState.AT_OFFICE,), BagState.IN_ROOM, clause="R5.4")
)
OPEN = bags.add(Transition("bag.open", "试卷启封", (BagState.IN_ROOM,), BagState.OPENED, clause="R5.4"))
RESEAL = bags.add(Transition("bag.reseal", "收卷封装", (BagState.OPENED,), BagState.RESEALED, clause="R5.4"))
RETURN = bags.add(Transition("bag.return", "答卷回库", (BagState.RESEALED,), BagState.RETURNED, clause="R5.4"))
SEND_TO_MARKING = bags.add(
    Transition("bag.send_to_marking", "答卷送评", (BagState.RETURNED,), BagState.MARKING, clause="R5.4")
)

BY_STEP: dict[str, Transition] = {transition.target: transition for transition in bags.transitions}
bags.add(BRING_BACK)
