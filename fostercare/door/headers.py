"""What every answer tells the browser besides the content policy: no sensors, no foreign reader, nothing kept."""

from django.utils.cache import patch_cache_control

SENSORS = [
    "accelerometer", "ambient-light-sensor", "autoplay", "bluetooth", "browsing-topics", "display-capture",
    "encrypted-media", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial", "usb",
    "xr-spatial-tracking",
]  # fmt: skip
# A visit's place and its papers are taken with the phone, by our own pages alone.
OWN = ["camera", "geolocation"]
POLICY = ", ".join([f"{name}=()" for name in SENSORS] + [f"{name}=(self)" for name in OWN])


class Headers:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", POLICY)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and not answer.has_header("Cache-Control"):
            patch_cache_control(answer, no_store=True, private=True)
        if request.path == "/sign-out/" and request.method == "POST":
            answer.headers["Clear-Site-Data"] = '"cache"'
        return answer
