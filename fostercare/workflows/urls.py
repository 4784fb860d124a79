"""The pages that every case has."""

urlpatterns = []
