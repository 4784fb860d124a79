"""The floor of a step: the very rows that our stack leaves behind, each written by a statement of its own."""

from bench.walk import ACTS

FLOW = "application/flow.ApplicationFlow."

# The tasks that are written after an act.
FOLLOWING = {
    "register": [
        ("preparation", "PARALLEL_GATEWAY", "start"),
        ("papers", "HUMAN", "start/1_1"),
        ("home_study", "HUMAN", "start/1_2"),
        ("field_check", "HUMAN", "start/1_3"),
        ("training", "HUMAN", "start/1_4"),
    ],
    "present": [("local_review", "HUMAN", "start")],
}


def step(connection, pk, name, by):
    """One act in one transaction: lock, history, state, task done, next tasks."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT state FROM application_application WHERE case_ptr_id = %s FOR UPDATE", [pk])
        _history(cursor, pk, ACTS[name], by)
        cursor.execute("UPDATE application_application SET state = %s WHERE case_ptr_id = %s", [ACTS[name].target, pk])
        _go_on(cursor, pk, name, by)


def _history(cursor, pk, act, by):
    cursor.execute(
        "INSERT INTO workflows_statechange (case_id, record, record_id, act, source, target, why, by_id, at) "
        "VALUES (%s, 'application.application', %s, %s, %s, %s, '', %s, now())",
        [pk, pk, act.name, act.source, act.target, by],
    )


def _go_on(cursor, pk, name, by):
    cursor.execute(
        "UPDATE workflows_task SET status = 'DONE', owner_id = %s, assigned = now(), started = now(), finished = now() "
        "WHERE case_id = %s AND flow_task = %s AND status = 'NEW' RETURNING process_id, directorate_id",
        [by, pk, FLOW + name],
    )
    process, directorate = cursor.fetchone()
    for node, kind, token in FOLLOWING[name]:
        human = kind == "HUMAN"
        cursor.execute(
            "INSERT INTO workflows_task (flow_task, flow_task_type, status, created, finished, token, "
            "owner_permission, owner_permission_obj_pk, process_id, case_id, directorate_id, due_on) "
            "VALUES (%s, %s, %s, now(), %s, %s, 'directorates.some_right', %s, %s, %s, %s, current_date + 30)",
            [FLOW + node, kind, "NEW" if human else "DONE", None if human else "now", token,
             str(directorate), process, pk, directorate],
        )  # fmt: skip
