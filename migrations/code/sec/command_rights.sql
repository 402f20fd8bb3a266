-- Which role may submit which command. A test holds this against the registry in Rust.

delete from sec.command_rights;
insert into sec.command_rights (kind, role) values
    ('workspace.first_run', 'janet_agent'),
    ('workspace.settings.change', 'janet_admin'),
    ('workspace.branch.create', 'janet_admin'),
    ('workspace.branch.change', 'janet_admin'),
    ('workspace.operator.add', 'janet_admin'),
    ('workspace.operator.change', 'janet_admin'),
    ('workspace.operator.disable', 'janet_admin'),
    ('workspace.operator.enable', 'janet_admin'),
    ('workspace.operator.reset_password', 'janet_admin'),
    ('workspace.password.change', 'janet_operator'),
    ('workspace.job.cancel', 'janet_admin'),
    ('workspace.job.cancel', 'janet_noc'),
    ('workspace.job.retry', 'janet_admin'),
    ('workspace.job.retry', 'janet_noc'),
    ('workspace.backup.request', 'janet_admin'),
    ('vault.agent.approve', 'janet_admin'),
    ('vault.agent.revoke', 'janet_admin'),
    ('customers.customer.create', 'janet_admin'),
    ('customers.customer.create', 'janet_support'),
    ('customers.customer.create', 'janet_branch'),
    ('customers.customer.change', 'janet_admin'),
    ('customers.customer.change', 'janet_support'),
    ('customers.customer.change', 'janet_branch'),
    ('customers.import', 'janet_admin'),
    ('customers.import', 'janet_support');
