"""What is served in production: every script by its hash, and so the modules that it imports."""

import re
import shutil

from django.core.files.storage import FileSystemStorage

from fostercare.static_files import Compressed


def test_modules_import_one_another_by_their_hash_and_others_scripts_are_left_alone(tmp_path, settings):
    settings.DEBUG = False
    scripts = settings.BASE_DIR / "static" / "js" / "phone"
    shutil.copytree(scripts, tmp_path / "js" / "phone")
    (tmp_path / "ext").mkdir()
    (tmp_path / "ext" / "other.js").write_text('import htmx from "htmx";\n')
    storage = Compressed(location=tmp_path, base_url="/static/")
    plain = FileSystemStorage(tmp_path)
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.js")]
    for name, _hashed, processed in storage.post_process({name: (plain, name) for name in names}):
        assert not isinstance(processed, Exception), (name, processed)
    app = (tmp_path / storage.stored_name("js/phone/app.js")).read_text()
    imported = re.findall(r'from "\./([^"]+)"', app)
    assert len(imported) > 5
    for module in imported:
        assert re.search(r"\.[0-9a-f]{12}\.js$", module) and (tmp_path / "js" / "phone" / module).exists()
