-- What a customer has on a plan, why it is held, and the terminal at the customer's end.

create table public.isp_services (
    id           uuid primary key,
    customer_id  uuid not null references public.isp_customers (id),
    branch_id    uuid not null references public.isp_branches (id),
    plan_id      uuid not null references public.isp_plans (id),
    access       text not null check (access in ('radius-pppoe')),
    username     text not null check (username ~ '^[a-z0-9][a-z0-9._@-]{2,63}$'),
    -- installing: the line is being made; active: it was seen working once; ended: it is gone.
    state        text not null default 'installing' check (state in ('installing', 'active', 'ended')),
    billing_day  smallint not null check (billing_day between 1 and 31),
    router_id    uuid references public.isp_service_nodes (id),
    odp_id       uuid references public.odps (id),
    odp_port     smallint check (odp_port between 1 and 64),
    activated_at timestamptz,
    ended_at     timestamptz,
    version      int  not null default 1,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    constraint services_port_whole check ((odp_id is null) = (odp_port is null)),
    constraint services_active_since check (state <> 'active' or activated_at is not null),
    constraint services_ended_since check ((state = 'ended') = (ended_at is not null))
);
create unique index services_username on public.isp_services (username) where state <> 'ended';
create unique index services_odp_port on public.isp_services (odp_id, odp_port) where state <> 'ended' and odp_id is not null;
create index services_customer on public.isp_services (customer_id);
create index services_branch on public.isp_services (branch_id);
create index services_plan on public.isp_services (plan_id);
create index services_router on public.isp_services (router_id) where router_id is not null;
create index services_installing on public.isp_services (branch_id, created_at) where state = 'installing';

-- Suspended ⇔ any active hold. Each reason has one owner (DESIGN §7).
create table public.isp_service_holds (
    id          uuid primary key,
    service_id  uuid not null references public.isp_services (id),
    branch_id   uuid not null references public.isp_branches (id),
    reason      text not null check (reason in ('unpaid', 'quota', 'abuse', 'freeze')),
    since       timestamptz not null,
    until       timestamptz check (until > since),
    placed_by   name not null,
    note        text not null default '',
    released_at timestamptz check (released_at >= since),
    released_by name,
    constraint holds_released_by check ((released_at is null) = (released_by is null))
);
create unique index holds_active on public.isp_service_holds (service_id, reason) where released_at is null;
create index holds_service on public.isp_service_holds (service_id, since desc);
create index holds_ending on public.isp_service_holds (until) where released_at is null and until is not null;
create index holds_branch on public.isp_service_holds (branch_id);

-- The ONU of a service: what we want of it. What the OLT says is in isp_onu_observations.
create table public.isp_customer_devices (
    id         uuid primary key,
    service_id uuid not null references public.isp_services (id),
    branch_id  uuid not null references public.isp_branches (id),
    -- As on the sticker: vendor letters and eight hexadecimal digits.
    serial     text not null check (serial ~ '^[A-Z]{4}[0-9A-F]{8}$'),
    model      text,
    olt_id     uuid not null references public.olts (id),
    pon_frame  smallint not null,
    pon_slot   smallint not null,
    pon_port   smallint not null,
    -- Known once the OLT was asked for a free one.
    onu_id     smallint check (onu_id between 0 and 255),
    vlan       int not null check (vlan between 1 and 4094),
    desired    text not null default 'registered' check (desired in ('registered', 'removed')),
    version    int  not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create unique index devices_serial on public.isp_customer_devices (serial) where desired = 'registered';
create unique index devices_place on public.isp_customer_devices (olt_id, pon_frame, pon_slot, pon_port, onu_id)
    where desired = 'registered' and onu_id is not null;
create unique index devices_service on public.isp_customer_devices (service_id) where desired = 'registered';
create index devices_branch on public.isp_customer_devices (branch_id);

-- Facts of the areas below, each with one setter in the crate.
alter table public.customer_overview
    add column plan_name text,
    add column username  text,
    -- What the line last said of itself.
    add column line      text not null default 'unknown' check (line in ('unknown', 'online', 'offline', 'los', 'power')),
    -- Owed less credit, and the day on which the oldest open invoice is or was due.
    add column balance   bigint not null default 0,
    add column due_on    date;
create index overview_due on public.customer_overview (due_on, customer_id) include (branch_id) where due_on is not null;
create index overview_branch_due on public.customer_overview (branch_id, due_on, customer_id) where due_on is not null;
create index overview_line on public.customer_overview (line, customer_id) include (branch_id) where line <> 'unknown';
