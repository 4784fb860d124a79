"""The site on one screen."""

urlpatterns = []
