"""The table of rights: what each role may do. An inspector can read this page and know who may act.

An action is asked of a directorate. A national role holds its actions everywhere. `narrowed_to` says which cases of
the place a role sees: None = all of them, "assigned" = those the officer is assigned to, "agenda" = those before the
officer's committee, "home" = the children of the officer's own home.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "view_cases": _("View families' cases"),
    "view_children": _("View children's files"),
    "register_applications": _("Register applications"),
    "assign_officers": _("Assign officers to a case"),
    "study_families": _("Study families"),
    "approve_studies": _("Approve studies"),
    "record_training": _("Record training"),
    "record_security_results": _("Record security results"),
    "present_applications": _("Declare applications ready"),
    "request_exemptions": _("Ask for exemptions"),
    "manage_holds": _("Put files on hold and lift holds"),
    "close_applications": _("Close and reopen applications"),
    "manage_sittings": _("Prepare sittings of the local committee"),
    "chair_sittings": _("Chair sittings of the local committee"),
    "vote": _("Vote at the local committee"),
    "record_local_decisions": _("Record the local committee's decisions"),
    "manage_higher_sittings": _("Prepare sittings of the Higher Committee"),
    "chair_higher_sittings": _("Chair sittings of the Higher Committee"),
    "vote_at_higher": _("Vote at the Higher Committee"),
    "record_higher_decisions": _("Record the Higher Committee's decisions"),
    "lodge_grievances": _("Lodge grievances"),
    "study_grievances": _("Study grievances"),
    "keep_homes": _("Keep the register of homes"),
    "register_children": _("Register children"),
    "record_guardians": _("Record who a child's guardian is"),
    "trace_families": _("Trace children's families"),
    "make_children_available": _("Make children available"),
    "propose_matches": _("Propose matches"),
    "issue_viewing_letters": _("Issue viewing letters"),
    "record_viewing_visits": _("Record visits to the child"),
    "hear_children": _("Hear children and write down their words"),
    "conclude_matches": _("Conclude matches"),
    "prepare_contracts": _("Prepare contracts"),
    "sign_contracts": _("Record signed contracts"),
    "manage_hand_over_panel": _("Prepare sittings of the hand-over panel"),
    "chair_hand_over_panel": _("Chair sittings of the hand-over panel"),
    "hand_over_children": _("Hand over children"),
    "plan_visits": _("Plan visits"),
    "record_visits": _("Record visits"),
    "sign_off_visits": _("Sign off visits"),
    "review_placements": _("Review placements"),
    "view_incidents": _("View incidents"),
    "report_incidents": _("Report incidents"),
    "manage_incidents": _("Deal with incidents"),
    "supervise_incidents": _("Supervise incidents"),
    "remove_children": _("Move a child to safety"),
    "end_placements": _("End placements"),
    "transfer_files": _("Transfer files to another directorate"),
    "receive_files": _("Receive files of another directorate"),
    "request_travel": _("Ask for travel permissions"),
    "report_changes": _("Report changes in a family"),
    "view_financial_data": _("View financial data"),
    "view_health_data": _("View health data"),
    "view_psychological_data": _("View psychological data"),
    "view_security_data": _("View criminal and security data"),
    "view_religion": _("View religion"),
    "view_origins": _("View a child's origins"),
    "write_origins": _("Write into the sealed record of origins"),
    "ask_openings": _("Ask for a sealed record to be opened"),
    "approve_openings": _("Open a sealed record as the second hand"),
    "note_openings": _("Take note of openings of sealed records"),
    "view_child_words": _("View the child's own words"),
    "view_figures": _("View figures"),
    "let_time_run_out": _("End what time alone ends"),
    "manage_holidays": _("Keep the calendar of public holidays"),
    "view_openings": _("See who opened a file"),
    "export_lists": _("Take lists out of the system"),
    "break_glass": _("Open hidden papers in an emergency"),
    "record_consents": _("Record consents to the processing of data"),
    "view_privacy": _("View the registers of privacy"),
    "view_data_requests": _("View requests of data subjects"),
    "receive_data_requests": _("Receive requests of data subjects"),
    "prepare_data_requests": _("Prepare answers to data subjects"),
    "answer_data_requests": _("Answer data subjects"),
    "view_breaches": _("View breaches of data"),
    "manage_breaches": _("Deal with breaches of data"),
    "supervise_breaches": _("Close breaches of data"),
    "hold_retention": _("Keep a case from being reduced"),
    "propose_retention": _("Draw up lists of what has been kept long enough"),
    "confirm_retention": _("Confirm lists of what has been kept long enough"),
    "appoint_officers": _("Appoint officers"),
    "run_system": _("Run the system"),
    "draft_guidebook": _("Draft guidebook editions"),
    "publish_guidebook": _("Publish guidebook editions"),
}


@dataclass(frozen=True)
class Role:
    label: str
    actions: frozenset
    national: bool = False
    narrowed_to: str | None = None
    given: bool = True  # may an officer be appointed to it?


def _role(label, actions, **more):
    named = frozenset(actions.split())
    if unknown := named - ACTIONS.keys():
        raise ValueError(f"role {label!r} names unknown actions: {sorted(unknown)}")
    return Role(label, named, **more)


_SENSITIVE = "view_financial_data view_health_data view_psychological_data"

ROLES = {
    # a directorate
    "family_childhood_officer": _role(
        _("Family and Childhood officer"),
        "record_consents view_data_requests receive_data_requests "
        "break_glass "
        "report_incidents "
        "view_cases register_applications assign_officers lodge_grievances record_viewing_visits request_travel "
        "report_changes view_financial_data view_health_data",
    ),
    "family_childhood_head": _role(
        _("Head of Family and Childhood"),
        "record_consents view_privacy view_data_requests receive_data_requests prepare_data_requests hold_retention "
        "break_glass "
        "report_incidents view_incidents supervise_incidents "
        "keep_homes ask_openings "
        "view_cases view_children assign_officers present_applications request_exemptions close_applications "
        "manage_holds plan_visits review_placements remove_children transfer_files receive_files report_changes "
        f"{_SENSITIVE} view_security_data view_religion "
        "view_child_words view_figures view_openings export_lists",
    ),
    "social_worker": _role(
        _("Social worker"),
        "break_glass "
        "report_incidents "
        "view_cases study_families view_financial_data view_health_data view_religion view_child_words",
        narrowed_to="assigned",
    ),
    "social_supervisor": _role(
        _("Supervisor of social studies"),
        f"break_glass view_cases report_incidents approve_studies {_SENSITIVE} view_religion view_child_words",
    ),
    "case_worker": _role(
        _("Follow-up worker"),
        "break_glass "
        "report_incidents view_incidents manage_incidents "
        "write_origins ask_openings "
        "view_cases view_children trace_families hear_children plan_visits record_visits request_travel "
        "report_changes view_health_data view_origins "
        "view_child_words",
        narrowed_to="assigned",
    ),
    "case_supervisor": _role(
        _("Supervisor of follow-up"),
        "break_glass "
        "report_incidents view_incidents manage_incidents supervise_incidents "
        "view_cases view_children assign_officers plan_visits sign_off_visits review_placements remove_children "
        "transfer_files receive_files report_changes view_health_data view_child_words view_figures",
    ),
    "security_liaison": _role(
        _("Enquiries officer"), "view_cases record_security_results view_security_data", narrowed_to="assigned"
    ),
    "training_provider": _role(_("Training provider"), "view_cases record_training", narrowed_to="assigned"),
    "partner_ngo_worker": _role(
        _("Partner association's worker"), "view_cases report_incidents", narrowed_to="assigned"
    ),
    "institution_officer": _role(
        _("Children's-home officer"),
        "report_incidents "
        "write_origins ask_openings "
        "view_cases view_children register_children record_viewing_visits view_health_data view_origins "
        "view_child_words",
        narrowed_to="home",
    ),
    "local_rapporteur": _role(
        _("Rapporteur of the local committee"), f"view_cases manage_sittings record_local_decisions {_SENSITIVE}"
    ),
    "local_member": _role(_("Member of the local committee"), f"view_cases vote {_SENSITIVE}", narrowed_to="agenda"),
    "local_chair": _role(
        _("Chair of the local committee"), f"view_cases chair_sittings vote {_SENSITIVE}", narrowed_to="agenda"
    ),
    "directorate_head": _role(
        _("Head of the directorate"),
        "view_privacy view_data_requests view_breaches "
        "break_glass "
        "report_incidents view_incidents supervise_incidents "
        "view_cases view_children request_exemptions remove_children appoint_officers view_figures view_openings "
        "approve_openings export_lists",
    ),
    # the Ministry
    "foster_families_officer": _role(
        _("Officer of the foster-families department"),
        "break_glass "
        "report_incidents "
        "ask_openings "
        "view_cases view_children propose_matches prepare_contracts sign_contracts manage_hand_over_panel "
        "view_religion view_health_data",
        national=True,
    ),
    "foster_families_head": _role(
        _("Head of the foster-families department"),
        "view_privacy view_data_requests answer_data_requests view_breaches supervise_breaches "
        "hold_retention confirm_retention "
        "break_glass "
        "report_incidents view_incidents "
        "keep_homes note_openings record_guardians "
        "view_cases view_children make_children_available issue_viewing_letters conclude_matches "
        "end_placements manage_holidays view_religion view_health_data view_origins view_figures "
        "view_openings export_lists",
        national=True,
    ),
    "institutional_family_care_head": _role(
        _("Director-general of institutional and family care"),
        "view_cases view_children chair_hand_over_panel view_health_data view_figures",
        national=True,
    ),
    "central_case_unit": _role(
        _("Central case-management unit"),
        "view_cases view_children report_incidents view_incidents manage_incidents supervise_incidents remove_children "
        "view_health_data view_child_words view_figures export_lists",
        national=True,
    ),
    "hand_over_panel_member": _role(
        _("Member of the hand-over panel"), "view_cases view_children hand_over_children", national=True
    ),
    "higher_secretariat": _role(
        _("Secretariat of the Higher Committee"),
        "confirm_retention "
        "report_incidents view_incidents "
        "approve_openings record_guardians "
        "view_cases view_children lodge_grievances study_grievances manage_higher_sittings record_higher_decisions "
        f"{_SENSITIVE} view_figures",
        national=True,
    ),
    "higher_member": _role(
        _("Member of the Higher Committee"),
        f"view_cases view_incidents vote_at_higher {_SENSITIVE}",
        national=True,
        narrowed_to="agenda",
    ),
    "higher_chair": _role(
        _("Chair of the Higher Committee"),
        f"view_cases view_incidents chair_higher_sittings vote_at_higher {_SENSITIVE} view_figures",
        national=True,
        narrowed_to="agenda",
    ),
    "guidebook_editor": _role(_("Guidebook editor"), "draft_guidebook", national=True),
    "guidebook_publisher": _role(_("Guidebook publisher"), "publish_guidebook", national=True),
    "inspector": _role(
        _("Inspector (reads only)"),
        "view_privacy view_data_requests view_breaches "
        "view_cases view_incidents view_children view_figures view_openings",
        national=True,
    ),
    "ministry_reader": _role(_("Ministry leadership (figures only)"), "view_figures", national=True),
    "data_protection_officer": _role(
        _("Data-protection officer"),
        "view_privacy view_data_requests receive_data_requests answer_data_requests view_breaches manage_breaches "
        "hold_retention propose_retention confirm_retention",
        national=True,
    ),
    "system_administrator": _role(
        _("System administrator (sees no case)"), "appoint_officers run_system", national=True
    ),
    # nobody: what is done on the day a term runs out
    "clock": _role(_("The clock of the system"), "view_children let_time_run_out", national=True, given=False),
}

# Never held by one person in one place (for a national role: anywhere), and why.
INCOMPATIBLE = {
    frozenset({"local_rapporteur", "local_member"}): _("the rapporteur has no vote"),
    frozenset({"local_rapporteur", "local_chair"}): _("the minutes are written by one and locked by another"),
    frozenset({"local_member", "higher_member"}): _("nobody hears the grievance against their own decision"),
    frozenset({"local_chair", "higher_member"}): _("nobody hears the grievance against their own decision"),
    frozenset({"local_member", "higher_chair"}): _("nobody hears the grievance against their own decision"),
    frozenset({"local_chair", "higher_chair"}): _("nobody hears the grievance against their own decision"),
    frozenset({"local_rapporteur", "higher_secretariat"}): _("nobody studies the grievance they prepared"),
    frozenset({"higher_secretariat", "higher_member"}): _("the secretariat has no vote"),
    frozenset({"higher_secretariat", "higher_chair"}): _("the minutes are written by one and locked by another"),
    frozenset({"security_liaison", "local_member"}): _("the enquiry stays apart from the vote"),
    frozenset({"institutional_family_care_head", "foster_families_head"}): _(
        "the panel before which a child is handed over is not chaired by who matched it"
    ),
    frozenset({"institutional_family_care_head", "foster_families_officer"}): _(
        "the minutes are written by one and locked by another"
    ),
    frozenset({"institution_officer", "foster_families_officer"}): _(
        "a home does not choose families for its children"
    ),
    frozenset({"guidebook_editor", "guidebook_publisher"}): _("who drafts an edition does not publish it"),
    **{
        frozenset({"system_administrator", key}): _("the administrator sees no case")
        for key, role in ROLES.items()
        if role.actions & {"view_cases", "view_children"}
    },
    **{
        frozenset({"inspector", key}): _("an inspector does no work that is inspected")
        for key, role in ROLES.items()
        if key != "inspector" and role.actions - {"view_figures"}
    },
}

# Who signs in with a second step besides the password: heads, committees, and everybody at the Ministry.
SECOND_STEP = {
    "family_childhood_head", "directorate_head", "local_rapporteur", "local_member", "local_chair",
    *(key for key, role in ROLES.items() if role.national),
}  # fmt: skip
