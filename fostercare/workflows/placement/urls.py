"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.placement import contract_screens as contract
from fostercare.workflows.placement import screens

urlpatterns = [
    path("", screens.placement_list, name="placement_list"),
    path("<str:number>/contract/", screens.PrepareContract.as_view(), name="placement_contract"),
    path("<str:number>/contract/parties/", contract.PartiesPage.as_view(), name="contract_parties"),
    path("<str:number>/contract/account/", contract.AccountPage.as_view(), name="contract_account"),
    path("<str:number>/contract/naming/", contract.NamingPage.as_view(), name="contract_naming"),
    path("<str:number>/hand-over/", contract.HandOverPage.as_view(), name="contract_hand_over"),
    path("<str:number>/ending/", screens.PrepareEnding.as_view(), name="placement_ending"),
]
