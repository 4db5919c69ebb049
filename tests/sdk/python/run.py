"""Drives a server with the official Python client. Ends with "N passed, M failed"; exit code 1 when any failed."""

import os
import sys
import traceback

from authing import ManagementClient
from authing.AuthingException import AuthingException

HOST = os.environ["AUTHING_HOST"]


def management(secret=os.environ["ACCESS_KEY_SECRET"], lang=None):
    return ManagementClient(
        access_key_id=os.environ["ACCESS_KEY_ID"], access_key_secret=secret, host=HOST, lang=lang
    )


client = management()
checks = []


def check(function):
    checks.append(function)
    return function


def ok(answer):
    assert (answer["statusCode"], answer["apiCode"]) == (200, 20001), answer
    return answer["data"]


def refused(answer, status_code, api_code=None):
    assert (answer["statusCode"], answer.get("apiCode")) == (status_code, api_code), answer
    return answer["message"]


@check
def update_user():
    user = ok(client.update_user(user_id="1", nickname="派森 a&b=c", email_verified=True))
    assert (user["userId"], user["nickname"], user["emailVerified"]) == ("1", "派森 a&b=c", True), user
    user = ok(client.update_user(user_id="ada", name="Ada", options={"userIdType": "username"}))
    assert (user["userId"], user["name"]) == ("1", "Ada"), user
    user = ok(client.update_user(user_id="1", region="nowhere"))
    assert user["username"] == "ada", user


@check
def refusals():
    assert refused(client.update_user(user_id="404404", name="x"), 404, 2004) == "用户不存在"
    english = management(lang="en-US")
    assert refused(english.update_user(user_id="404404", name="x"), 404, 2004) == "The user does not exist"
    refused(client.update_user(user_id="1", username="grace"), 409)
    refused(client.update_user(user_id="1", gender="X"), 400)


@check
def get_users():
    user = ok(client.get_user(user_id="grace", user_id_type="username", with_custom_data=True))
    assert user["email"] == "grace@example.com", user
    users = ok(client.get_user_batch(user_ids=["2", "404404", "1"]))
    assert [user["userId"] for user in users] == ["2", "1"], users
    users = ok(client.get_user_batch(user_ids=["2"], with_custom_data=False))
    assert [user["userId"] for user in users] == ["2"], users


@check
def create_list_and_delete():
    user = ok(client.create_user(username="py", password="p"))
    assert ok(client.is_user_exists(username="py"))["exists"] is True
    assert ok(client.is_user_exists(username="nobody"))["exists"] is False
    page = ok(client.list_users(keywords="py"))
    assert [each["username"] for each in page["list"]] == ["py"], page
    page = ok(client.list_users_legacy(page=1, limit=1, with_custom_data=True))
    assert len(page["list"]) == 1, page
    assert ok(client.delete_users_batch(user_ids=[user["userId"]]))["success"] is True
    refused(client.delete_users_batch(user_ids=[user["userId"]]), 404, 2004)


@check
def a_wrong_secret():
    try:
        management(secret="wrong").get_user(user_id="1")
    except AuthingException:
        return
    raise AssertionError("a wrong secret got a token")


passed = 0
for function in checks:
    try:
        function()
        passed += 1
    except Exception:
        print(f"FAILED {function.__name__}: {traceback.format_exc()}")
print(f"{passed} passed, {len(checks) - passed} failed")
sys.exit(0 if passed == len(checks) else 1)
