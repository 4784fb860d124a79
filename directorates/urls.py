"""Who works where: the officers and their appointments."""

urlpatterns = []
