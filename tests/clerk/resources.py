"""What Clerk's Frontend API says of an instance and of a person, as far as its scripts ask."""

import time
from typing import Any

ACTION = {"enabled": True}


def environment(*, is_live: bool, now: float) -> dict[str, Any]:
    """An instance where one signs in by an e-mail address and a password or a code."""
    return {
        "object": "environment",
        "id": "env_1",
        "maintenance_mode": False,
        "auth_config": {
            "object": "auth_config", "id": "aconf_1", "single_session_mode": True, "claimed_at": None,
            "reverification": False, "preferred_channels": {},
        },
        "display_config": {
            "object": "display_config", "id": "dconf_1", "instance_environment_type": "production" if is_live else "development",
            "application_name": "Topset", "theme": {}, "preferred_sign_in_strategy": "password", "branded": True,
            "logo_image_url": None, "favicon_image_url": None, "home_url": "/", "sign_in_url": "/sign-in",
            "sign_up_url": "/sign-up", "user_profile_url": "/settings/account", "after_sign_in_url": "/dashboard",
            "after_sign_up_url": "/dashboard", "after_sign_out_one_url": "/", "after_sign_out_all_url": "/",
            "after_switch_session_url": "/", "captcha_public_key": None, "captcha_widget_type": None,
            "captcha_provider": "turnstile", "captcha_heartbeat": False, "show_devmode_warning": not is_live,
            "support_email": None, "clerk_js_version": "6", "terms_url": None, "privacy_policy_url": None,
        },
        "user_settings": _user_settings(),
        "organization_settings": {
            "enabled": False, "max_allowed_memberships": 1, "actions": {"admin_delete": False},
            "domains": {"enabled": False, "enrollment_modes": [], "default_role": None},
            "slug": {"disabled": True}, "force_organization_selection": False,
        },
        "commerce_settings": {
            "billing": {
                "stripe_publishable_key": None,
                "user": {"enabled": False, "has_paid_plans": False},
                "organization": {"enabled": False, "has_paid_plans": False},
            }
        },
        "api_keys_settings": {"enabled": False, "user_api_keys_enabled": False, "orgs_api_keys_enabled": False},
        "meta": {"now": int(now * 1000)},
    }  # fmt: skip


def _user_settings() -> dict[str, Any]:
    off = {
        "enabled": False, "required": False, "used_for_first_factor": False, "first_factors": [],
        "used_for_second_factor": False, "second_factors": [], "verifications": [], "verify_at_sign_up": False,
    }  # fmt: skip
    email = {
        **off, "enabled": True, "required": True, "used_for_first_factor": True, "first_factors": ["email_code"],
        "verifications": ["email_code"], "verify_at_sign_up": True,
    }  # fmt: skip
    names = ("phone_number", "username", "web3_wallet", "authenticator_app", "backup_code", "passkey", "ticket")
    return {
        "attributes": {
            **dict.fromkeys(names, off),
            "email_address": email,
            "password": {**off, "enabled": True, "required": True},
            "first_name": {**off, "enabled": True},
            "last_name": {**off, "enabled": True},
        },
        "social": {},
        "saml": {"enabled": False},
        "enterprise_sso": {"enabled": False},
        "sign_in": {"second_factor": {"required": False, "enabled": False}},
        "sign_up": {
            "captcha_enabled": False, "captcha_widget_type": None, "custom_action_required": False, "progressive": True,
            "mode": "public", "legal_consent_enabled": False,
        },
        "password_settings": {
            "disable_hibp": True, "min_length": 8, "max_length": 72, "require_special_char": False,
            "require_numbers": False, "require_uppercase": False, "require_lowercase": False, "show_zxcvbn": False,
            "min_zxcvbn_strength": 0, "enforce_hibp_on_sign_in": False, "allowed_special_characters": "",
        },
        "passkey_settings": {"allow_autofill": False, "show_sign_in_button": False},
        "username_settings": {"min_length": 4, "max_length": 64},
        "actions": {"delete_self": True, "create_organization": False, "create_organizations_limit": None},
        "attack_protection": {"enumeration_protection": {"enabled": False}},
    }  # fmt: skip


def user(user_id: str, email: str, first_name: str) -> dict[str, Any]:
    """A person with one address, verified."""
    now = int(time.time() * 1000)
    return {
        "object": "user", "id": user_id, "first_name": first_name, "last_name": None, "username": None,
        "email_addresses": [email_address(email)], "primary_email_address_id": f"idn_{email}",
        "primary_email_address": email, "phone_numbers": [], "primary_phone_number_id": None, "web3_wallets": [],
        "primary_web3_wallet_id": None, "passkeys": [], "external_accounts": [], "saml_accounts": [],
        "enterprise_accounts": [], "organization_memberships": [], "has_image": False, "image_url": "",
        "profile_image_url": "", "password_enabled": True, "totp_enabled": False, "backup_code_enabled": False,
        "two_factor_enabled": False, "public_metadata": {}, "unsafe_metadata": {}, "external_id": None,
        "delete_self_enabled": True, "create_organization_enabled": False, "legal_accepted_at": None,
        "last_sign_in_at": now, "created_at": now, "updated_at": now,
    }  # fmt: skip


def email_address(email: str) -> dict[str, Any]:
    """An address that was proven."""
    verification = {
        "object": "verification",
        "status": "verified",
        "strategy": "email_code",
        "attempts": None,
        "expire_at": None,
    }
    return {
        "object": "email_address", "id": f"idn_{email}", "email_address": email, "verification": verification,
        "linked_to": [], "matches_sso_connection": False,
    }  # fmt: skip


def activity(session_id: str) -> dict[str, Any]:
    """Where a session was last seen, as the list of devices shows it."""
    return {
        "object": "session_activity", "id": f"act_{session_id}", "device_type": "Linux", "browser_name": "Chromium",
        "browser_version": "1", "ip_address": "127.0.0.1", "city": "Basement", "country": "Gym", "is_mobile": True,
    }  # fmt: skip
