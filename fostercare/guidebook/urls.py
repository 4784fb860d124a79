"""The editions of the guidebook, to be read, drafted and published; the public check of a printed paper."""

urlpatterns = []
