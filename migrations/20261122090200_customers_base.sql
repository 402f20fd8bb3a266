-- People and companies at a place, and the narrow rows that lists are read from.

create table public.isp_customers (
    id          uuid primary key,
    code        text        not null unique,
    branch_id   uuid        not null references public.isp_branches (id),
    kind        text        not null default 'person' check (kind in ('person', 'company')),
    name        text        not null check (name <> ''),
    phone       text        check (phone ~ '^\+[0-9]{8,15}$'),
    email       text,
    nik         text        check (nik ~ '^[0-9]{16}$'),
    street      text        not null default '',
    rt          text        not null default '' check (rt ~ '^[0-9]{0,3}$'),
    rw          text        not null default '' check (rw ~ '^[0-9]{0,3}$'),
    village     text        not null default '',
    district    text        not null default '',
    city        text        not null default '',
    postal_code text        not null default '' check (postal_code ~ '^([0-9]{5})?$'),
    landmark    text        not null default '',
    latitude    double precision check (latitude between -90 and 90),
    longitude   double precision check (longitude between -180 and 180),
    -- Whoever pays for this customer, when somebody else does.
    payer_id    uuid references public.isp_customers (id),
    note        text        not null default '',
    version     int         not null default 1,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint customers_pin_whole check ((latitude is null) = (longitude is null)),
    constraint customers_not_own_payer check (payer_id <> id)
);
create index customers_branch on public.isp_customers (branch_id);
create index customers_phone on public.isp_customers (phone) where phone is not null;
create index customers_nik on public.isp_customers (nik) where nik is not null;
create index customers_payer on public.isp_customers (payer_id) where payer_id is not null;

-- One narrow row per customer: what lists, chips and counts read. Each fact has one setter, called by the area that
-- owns the fact in its own transaction.
create table public.customer_overview (
    customer_id uuid primary key references public.isp_customers (id),
    branch_id   uuid not null references public.isp_branches (id),
    code        text not null,
    name        text collate "id-x-icu" not null,
    phone       text,
    address     text not null,
    district    text not null,
    status      text not null default 'prospect' check (status in ('prospect', 'active', 'suspended', 'ended')),
    has_pin     boolean not null,
    created_at  timestamptz not null
);
-- Sorted lists, for the whole company and for one branch; the id makes the order total.
create index overview_name on public.customer_overview (name, customer_id) include (branch_id);
create index overview_branch_name on public.customer_overview (branch_id, name, customer_id);
create index overview_status_name on public.customer_overview (status, name, customer_id) include (branch_id);
create index overview_branch_status_name on public.customer_overview (branch_id, status, name, customer_id);
create index overview_code on public.customer_overview (code, customer_id) include (branch_id);
create index overview_branch_code on public.customer_overview (branch_id, code, customer_id);
create index overview_created on public.customer_overview (created_at, customer_id) include (branch_id);
create index overview_branch_created on public.customer_overview (branch_id, created_at, customer_id);

-- Search keys: every rotation of the words ("budi santoso", "santoso budi"), so that several words are one range scan;
-- codes and telephone numbers whole, and numbers from their fourth-last digit.
create table public.customer_search_keys (
    customer_id uuid not null references public.isp_customers (id),
    branch_id   uuid not null,
    key         text collate "C" not null,
    primary key (customer_id, key)
);
create index search_keys on public.customer_search_keys (key, customer_id);
create index search_keys_branch on public.customer_search_keys (branch_id, key, customer_id);
