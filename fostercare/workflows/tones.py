"""How a state looks: met, now, wait, late, na (see templates/components/state_badge.html)."""

TONES = {
    "submitted": "wait",
    "ready_for_committee": "wait",
    "recommended": "wait",
    "referred": "wait",
    "postponed": "wait",
    "approved": "met",
    "placed": "met",
    "refused": "late",
    "closed": "na",
    "withdrawn": "na",
    "expired": "na",
    "lodged": "wait",
    "with_higher_committee": "wait",
    "upheld": "met",
    "sent_back": "soon",
    "dismissed": "na",
    "inadmissible": "na",
    "lapsed": "late",
    "available": "met",
    "completed": "na",
    "reunified": "na",
    "deceased": "na",
    "accepted": "met",
    "moved": "now",
    "fulfilled": "met",
    "declined": "na",
    "cancelled": "na",
    "stable": "met",
    "under_watch": "soon",
    "urgent_review": "late",
    "ending": "late",
    "ended": "na",
    "planned": "wait",
    "recorded": "wait",
    "signed_off": "met",
    "missed": "late",
    # what a committee decided
    "recommend": "met",
    "approve": "met",
    "approve_with_conditions": "met",
    "exempt": "met",
    "uphold": "met",
    "hand_over": "met",
    "refuse": "late",
    "revoke": "late",
}


def badge(record) -> dict:
    """A record's state as the badge shows it."""
    return {"label": record.get_state_display(), "tone": TONES.get(record.state, "now")}
