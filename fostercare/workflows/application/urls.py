"""The pages of this procedure."""

urlpatterns = []
