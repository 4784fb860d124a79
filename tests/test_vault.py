"""Papers at rest: locked with keys that can be changed, looked at by a virus scanner, given out only as they were."""

import getpass
import io
import os
import shutil
import socket
import subprocess
import threading
import time
from io import BytesIO

import pytest
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from fostercare.records import uploads
from fostercare.records.models import Document
from fostercare.records.rescanning import scan_waiting
from fostercare.vault import keys, scanning, sealing
from tests.cases import a_paper, an_application
from tests.test_uploads import JPEG, pdf

SIZES = [0, 1, sealing.PIECE - 1, sealing.PIECE, sealing.PIECE + 1, 3 * sealing.PIECE]

# The test file of the makers of virus scanners: harmless, and found by all. In two parts, lest this file be found too.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def locked(content):
    target = BytesIO()
    sealing.lock(BytesIO(content), target)
    return target.getvalue()


def unlocked(content):
    target = BytesIO()
    sealing.unlock(BytesIO(content), target)
    return target.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_locked_opens_again_and_is_as_long(size):
    content = os.urandom(size)
    kept = locked(content)
    assert unlocked(kept) == content and sealing.plain_size(len(kept)) == size
    assert content[:64] not in kept or size < 64


def test_nothing_locked_can_be_changed_cut_or_put_in_another_order():
    kept = locked(os.urandom(3 * sealing.PIECE))
    piece, head = sealing.PIECE + sealing.TAG, sealing.HEAD
    changed = bytearray(kept)
    changed[head + 5] ^= 1
    first, rest = kept[head : head + piece], kept[head + piece :]
    turned = kept[:head] + rest[:piece] + first + rest[piece:]
    for tampered in (bytes(changed), kept[:-piece], kept + kept[-piece:], turned, kept[:head], b"%PDF-1.7"):
        with pytest.raises(SuspiciousFileOperation):
            unlocked(tampered)


def test_a_stored_file_lies_locked_under_a_name_that_says_nothing(edition):
    paper = a_paper(an_application(), "D17")
    with open(paper.file.path, "rb") as file:
        assert sealing.is_locked(file.read())
    assert set(paper.file.name) <= set("0123456789abcdef/") and paper.file.size == paper.size
    assert paper.content().startswith(b"%PDF-")


@pytest.mark.django_db
def test_a_new_key_comes_in_while_the_old_one_still_opens_and_then_leaves(settings, tmp_path):
    old, new = keys.new(), keys.new()
    settings.MEDIA_ROOT = str(tmp_path)
    settings.FILE_KEYS = [old]
    name = default_storage.save("ab/cd", ContentFile(b"content"))
    settings.FILE_KEYS = [new, old]
    assert default_storage.open(name).read() == b"content"
    call_command("lock_files", stdout=io.StringIO())
    settings.FILE_KEYS = [new]
    assert default_storage.open(name).read() == b"content"
    settings.FILE_KEYS = [old]
    with pytest.raises(keys.NoKey):
        default_storage.open(name)


@pytest.mark.django_db
def test_a_file_from_before_is_read_and_then_locked(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    (tmp_path / "plain").write_bytes(b"%PDF-1.7 as it was")
    assert default_storage.open("plain").read() == b"%PDF-1.7 as it was"
    call_command("lock_files", stdout=io.StringIO())
    assert sealing.is_locked((tmp_path / "plain").read_bytes())
    assert default_storage.open("plain").read() == b"%PDF-1.7 as it was"


def test_a_paper_that_somebody_exchanged_on_the_disk_is_not_given_out(edition, client, salma):
    application = an_application()
    paper, other = a_paper(application, "D17"), a_paper(application, "D18")
    with open(other.file.path, "wb") as file:
        file.write(locked(b"%PDF-1.7 of another family"))
    client.force_login(salma)
    assert client.get(reverse("document", args=[application.number, paper.pk])).status_code == 200
    assert client.get(reverse("document", args=[application.number, other.pk])).status_code == 400


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
def test_a_full_or_dead_store_says_so_and_files_nothing(edition, client, salma, monkeypatch, fault):
    application = an_application(at="registered")
    client.force_login(salma)
    client.raise_request_exception = False
    monkeypatch.setattr("fostercare.vault.sealing.lock", lambda *streams: (_ for _ in ()).throw(fault))
    sent = {"paper": "D17", "file": SimpleUploadedFile("scan.pdf", pdf()), "issued_on": "2026-11-01"}
    answer = client.post(reverse("document_upload", args=[application.number]) + "?kind=D17", sent)
    assert answer.status_code == 503 and "مخزن المستندات" in answer.content.decode()
    assert not application.documents().filter(kind="D17").exists()


# The scanner


@pytest.fixture
def daemon(settings, tmp_path):
    """Speaks as clamd does: finds EICAR, by the length-marked pieces of INSTREAM."""
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    server = socket.socket(socket.AF_UNIX)
    server.bind(settings.CLAMD)
    server.listen()
    threading.Thread(target=answer_all, args=(server,), daemon=True).start()
    yield server
    server.close()


def answer_all(server):
    while True:
        try:
            caller, _address = server.accept()
        except OSError:
            return
        with caller, caller.makefile("rb") as heard:
            assert heard.read(10) == b"zINSTREAM\0"
            content = b""
            while length := int.from_bytes(heard.read(4), "big"):
                content += heard.read(length)
            caller.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


def test_a_paper_with_a_virus_is_refused_in_a_sentence(daemon):
    clean = uploads.examine(SimpleUploadedFile("scan.pdf", pdf()))
    assert clean.scanned == Document.Scan.CLEAN
    infected = pdf() + EICAR
    with pytest.raises(ValidationError) as refused:
        uploads.examine(SimpleUploadedFile("scan.pdf", infected))
    assert refused.value.code == "virus"


def test_while_the_scanner_is_dead_a_paper_is_filed_and_locked_until_it_answers(
    edition, client, salma, settings, daemon
):
    application = an_application()
    address, settings.CLAMD = settings.CLAMD, "/nowhere/clamd.ctl"
    assert uploads.examine(SimpleUploadedFile("scan.jpg", JPEG)).scanned == Document.Scan.WAITING
    paper = a_paper(application, "D17")
    Document.objects.filter(pk=paper.pk).update(scan=Document.Scan.WAITING)
    client.force_login(salma)
    page = reverse("document", args=[application.number, paper.pk])
    assert client.get(page).status_code == 403
    assert scan_waiting() == 0
    settings.CLAMD = address
    assert scan_waiting() == 1
    assert client.get(page).status_code == 200


@pytest.mark.skipif(not shutil.which("clamd"), reason="ClamAV's daemon is not installed")
def test_clamav_itself_finds_its_own_test_file(settings, tmp_path):
    """With one signature of our own, so that no list has to be fetched."""
    signature = EICAR.hex()
    (tmp_path / "own.ndb").write_text(f"Eicar-Test-Signature:0:*:{signature}\n")
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    (tmp_path / "clamd.conf").write_text(
        f"LocalSocket {settings.CLAMD}\nDatabaseDirectory {tmp_path}\nForeground yes\nUser {getpass.getuser()}\n"
    )
    process = subprocess.Popen(["clamd", "--config-file", tmp_path / "clamd.conf"], stdout=subprocess.DEVNULL)
    try:
        for _wait in range(150):
            if os.path.exists(settings.CLAMD):
                break
            time.sleep(0.1)
        assert scanning.scan(pdf()) == ""
        assert "Eicar" in scanning.scan(EICAR)
    finally:
        process.terminate()
        process.wait(10)
