-- Schemas, and what every command, job and audit line is stored in.
-- Everything is owned by janet_owner (NOLOGIN): no operator and no service ever connects as an owner.

create schema api;
create schema sec;
create schema audit;

revoke all on schema public from public;

-- ---------------------------------------------------------------------------------------------------------------
-- Commands: the only way in for a write (DESIGN §2).

create table api.commands (
    id           uuid primary key,
    kind         text        not null,
    version      smallint    not null check (version > 0),
    -- Secret fields are taken out when the outcome is known; `input_sha` keeps "same id, other input" decidable.
    input        jsonb       not null,
    input_sha    bytea       not null,
    author       name        not null,
    -- Drawn at submission and reused by every replay: what the input does not determine.
    drawn_at     timestamptz not null default now(),
    drawn_seed   bytea       not null,
    state        text        not null default 'waiting' check (state in ('waiting', 'applied', 'refused', 'failed')),
    outcome      jsonb,
    attempts     int         not null default 0,
    last_error   text,
    executed_at  timestamptz,
    executed_by  text,
    constraint commands_outcome_known check ((state = 'waiting') = (outcome is null))
);
create index commands_waiting on api.commands (drawn_at, id) where state = 'waiting';
create index commands_by_author on api.commands (author, drawn_at desc);

-- Who may submit which kind; the executor checks the same table again when it runs the command.
create table sec.command_rights (
    kind text not null,
    role name not null,
    primary key (kind, role)
);

-- ---------------------------------------------------------------------------------------------------------------
-- Jobs: queued work of the agent. One row is one visible thing with a reason when it stands still.

create table public.isp_jobs (
    id           uuid primary key,
    kind         text        not null,
    -- One open job per thing: a second request for the same work joins the first.
    subject      text        not null,
    payload      jsonb       not null default '{}',
    branch_id    uuid,
    state        text        not null default 'waiting'
                 check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    reason       text,
    attempts     int         not null default 0,
    max_attempts int         not null default 8 check (max_attempts > 0),
    run_after    timestamptz not null default now(),
    lease_holder uuid,
    lease_until  timestamptz,
    progress_done  int,
    progress_total int,
    result       jsonb,
    created_at   timestamptz not null default now(),
    created_by   name        not null default session_user,
    finished_at  timestamptz,
    constraint jobs_lease_when_running check ((state = 'running') = (lease_holder is not null))
);
create unique index jobs_one_open_per_subject on public.isp_jobs (kind, subject) where state in ('waiting', 'running');
create index jobs_due on public.isp_jobs (run_after, id) where state = 'waiting';
create index jobs_leased on public.isp_jobs (lease_until) where state = 'running';
create index jobs_recent on public.isp_jobs (created_at desc, id);

-- ---------------------------------------------------------------------------------------------------------------
-- Agents and leases. A lease has a term: a side effect carries it, and a stale holder is refused by the row it writes.

create table public.isp_agents (
    id         uuid primary key,
    name       text        not null,
    version    text        not null,
    started_at timestamptz not null default now(),
    seen_at    timestamptz not null default now()
);

create table public.isp_leases (
    name   text primary key,
    holder uuid        not null,
    term   bigint      not null check (term > 0),
    until  timestamptz not null
);

-- ---------------------------------------------------------------------------------------------------------------
-- Change feed: state transitions, never readings. Read behind the xid8 watermark, because a sequence value may become
-- visible after a higher one (a poller that trusts the sequence loses rows).

create table api.feed (
    seq       bigint generated always as identity (cache 100),
    xid       xid8        not null default pg_current_xact_id(),
    at        timestamptz not null default now(),
    noun      text        not null,
    row_id    uuid        not null,
    branch_id uuid,
    primary key (xid, seq)
);
create index feed_by_age on api.feed using brin (at);

-- ---------------------------------------------------------------------------------------------------------------
-- Audit: append-only, sealed in batches into a hash chain.

create table public.isp_activity_logs (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default clock_timestamp(),
    xid        xid8        not null default pg_current_xact_id(),
    actor      name        not null,
    action     text        not null,
    noun       text        not null,
    row_id     uuid,
    branch_id  uuid,
    command_id uuid,
    before     jsonb,
    after      jsonb,
    reason     text
);
create index activity_by_row on public.isp_activity_logs (row_id, at desc) where row_id is not null;
create index activity_by_actor on public.isp_activity_logs (actor, at desc);
create index activity_unsealed on public.isp_activity_logs (xid, id);

create table audit.seals (
    number    bigint primary key check (number > 0),
    sealed_at timestamptz not null default clock_timestamp(),
    xid_from  xid8   not null,
    xid_below xid8   not null,
    rows      bigint not null check (rows >= 0),
    root      bytea  not null,
    chain     bytea  not null
);

-- What was re-applied from migrations/code, by checksum.
create table sec.code_state (
    path       text primary key,
    checksum   bytea       not null,
    applied_at timestamptz not null default now()
);
