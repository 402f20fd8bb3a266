-- Taking over a network that runs: what stands on its devices, whose it seems to be, and lines that a router itself lets in.

alter table public.isp_services
    drop constraint isp_services_access_check,
    drop constraint isp_services_username_check,
    add constraint services_access check (access in ('radius-pppoe', 'router-pppoe', 'hotspot', 'static')),
    -- A name that was taken over stays as its router has it: RouterOS takes capitals, spaces and two letters.
    add constraint services_username_rule check (
        username ~ '^[a-z0-9][a-z0-9._@-]{2,63}$'
        or (access <> 'radius-pppoe' and length(username) between 1 and 100 and username ~ '^[!-~]([ -~]*[!-~])?$'));

-- A list that an operator pasted: who the customers are and what they are called on the devices. A customer is made of a
-- row when a line that belongs to it is taken over and nobody in the books fits.
create table public.isp_adoption_rows (
    id          uuid primary key,
    branch_id   uuid not null references public.isp_branches (id),
    code        text not null default '',
    name        text not null check (name <> ''),
    username    text not null default '',
    serial      text not null default '',
    mac         text not null default '',
    phone       text not null default '',
    address     text not null default '',
    plan_id     uuid references public.isp_plans (id),
    -- Who it is in the books, or who was made of it.
    customer_id uuid references public.isp_customers (id),
    pasted_at   timestamptz not null,
    pasted_by   name not null
);
create index adoption_rows_branch on public.isp_adoption_rows (branch_id);
create index adoption_rows_customer on public.isp_adoption_rows (customer_id) where customer_id is not null;

-- What was found on a node when it was last read: readings, so neither audited nor in the feed. What is taken over is.
create table public.isp_adoption_finds (
    id             uuid primary key,
    node_id        uuid not null references public.isp_service_nodes (id),
    branch_id      uuid not null references public.isp_branches (id),
    kind           text not null check (kind in ('secret', 'onu', 'queue', 'hotspot')),
    -- What the device knows it by: the name of a secret, queue or user; the serial or MAC address of an ONU.
    name           text not null check (name <> ''),
    -- open: to be decided; skipped: not to be taken over; taken: a line of ours; gone: not there any more.
    state          text not null default 'open' check (state in ('open', 'skipped', 'taken', 'gone')),
    found_at       timestamptz not null,
    -- Name and value as the device has them. Never a password.
    fields         jsonb not null check (jsonb_typeof(fields) = 'array'),
    comment        text not null default '',
    profile        text,
    rate_up_kbps   int check (rate_up_kbps > 0),
    rate_down_kbps int check (rate_down_kbps > 0),
    serial         text,
    macs           text[] not null default '{}',
    address        text,
    pon_frame      smallint,
    pon_slot       smallint,
    pon_port       smallint,
    onu_id         smallint,
    vlan           int check (vlan between 1 and 4094),
    disabled       boolean not null default false,
    line           text not null default 'unknown' check (line in ('unknown', 'online', 'offline', 'los', 'power')),
    -- Whose it seems to be, how sure that is, and why.
    confidence     text not null default 'none' check (confidence in ('certain', 'likely', 'unsure', 'none')),
    reason         text not null default 'nothing',
    evidence       text not null default '',
    rivals         int  not null default 0,
    customer_id    uuid references public.isp_customers (id),
    row_id         uuid references public.isp_adoption_rows (id) on delete set null,
    -- An operator chose; matching leaves it alone.
    decided        boolean not null default false,
    plan_id        uuid references public.isp_plans (id),
    plan_decided   boolean not null default false,
    service_id     uuid references public.isp_services (id),
    taken_at       timestamptz,
    -- Counts what matters to whoever decides: the find, the match, the decision.
    version        int not null default 1,
    constraint finds_once unique (node_id, kind, name),
    constraint finds_place_whole check (num_nonnulls(pon_frame, pon_slot, pon_port, onu_id) in (0, 4)),
    constraint finds_taken_whole check ((state = 'taken') = (service_id is not null))
);
create index finds_branch on public.isp_adoption_finds (branch_id, state);
create index finds_review on public.isp_adoption_finds (node_id, state, confidence);
create index finds_row on public.isp_adoption_finds (row_id) where row_id is not null;
create index finds_service on public.isp_adoption_finds (service_id) where service_id is not null;

-- What a customer dials in with, until the line is taken over. Read by the agent only; kept in clear as radius.radcheck
-- keeps it, where it goes.
create table public.isp_adoption_passwords (
    find_id  uuid primary key references public.isp_adoption_finds (id) on delete cascade,
    password text not null
);
