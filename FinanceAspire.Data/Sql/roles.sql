-- Roles are the server's, not the database's: another book store on the same server may have made them already.
do $$
declare
  may_bypass boolean := (select rolsuper from pg_roles where rolname = current_user);
begin
  if not exists (select from pg_roles where rolname = 'finance_owner') then
    create role finance_owner nologin nosuperuser nocreatedb nocreaterole;
  end if;
  if not exists (select from pg_roles where rolname = 'finance_app') then
    create role finance_app login nosuperuser nocreatedb nocreaterole noinherit;
  end if;
  -- Reads every row for a backup; a database whose login may not grant this is backed up by its superuser.
  if may_bypass and not exists (select from pg_roles where rolname = 'finance_backup') then
    create role finance_backup nologin nosuperuser bypassrls;
    grant pg_read_all_data to finance_backup;
  end if;
  execute format('alter role finance_app with password %L', current_setting('app.new_password'));
  -- Policies and conditions of a search look dear to the planner, and it would start workers and compile expressions for a page
  -- of a hundred rows: twice the time of the page itself. A page is one of many at once; each takes one processor.
  alter role finance_app set max_parallel_workers_per_gather = 0;
  alter role finance_app set jit = off;
  if not may_bypass and current_user <> 'finance_owner' then
    execute format('grant finance_owner to %I', current_user);
  end if;
  execute format('grant create, connect, temporary on database %I to finance_owner', current_database());
  execute format('grant connect on database %I to finance_app', current_database());
  grant usage, create on schema public to finance_owner;
  grant usage on schema public to finance_app;
  perform set_config('app.new_password', '', false);
end $$;
