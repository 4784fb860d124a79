"""What one opens in the morning: the work list, the lists, the search."""

urlpatterns = []
