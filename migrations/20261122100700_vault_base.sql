-- Secrets of devices and gateways: sealed to the workspace key, which only enrolled agents can unwrap.

-- The workspace's key pair; its private half is in no table but wrapped in isp_vault_grants. One row until a rotation.
create table public.isp_vault_keys (
    version    int primary key check (version > 0),
    public_key bytea not null check (octet_length(public_key) = 32),
    created_at timestamptz not null default now()
);

-- One row for every agent that ever asked, with the public half of the agent's own key.
create table public.isp_agent_keys (
    id           uuid primary key,
    label        text not null check (label <> ''),
    public_key   bytea not null unique check (octet_length(public_key) = 32),
    requested_at timestamptz not null default now(),
    approved_at  timestamptz,
    -- The login that approved it; of the first agent of a database, the login that made the workspace key.
    approved_by  name,
    revoked_at   timestamptz,
    constraint agent_keys_approval_whole check ((approved_at is null) = (approved_by is null))
);

-- The workspace's private key, sealed to one agent.
create table public.isp_vault_grants (
    key_version  int  not null references public.isp_vault_keys (version),
    agent_key_id uuid not null references public.isp_agent_keys (id),
    wrapped      bytea not null,
    primary key (key_version, agent_key_id)
);

-- Never changed: another password is another row, so that what a device was told when stays attributable.
create table public.isp_secrets (
    id          uuid primary key,
    -- What it is for: `device_password`, …
    purpose     text not null check (purpose ~ '^[a-z][a-z_]{1,39}$'),
    -- The row it belongs to.
    subject     uuid not null,
    key_version int  not null references public.isp_vault_keys (version),
    sealed      bytea not null,
    stored_at   timestamptz not null,
    stored_by   name not null
);
create index secrets_subject on public.isp_secrets (subject);

alter table public.isp_service_nodes add constraint nodes_secret foreign key (secret_id) references public.isp_secrets (id);
create index nodes_secret on public.isp_service_nodes (secret_id);
