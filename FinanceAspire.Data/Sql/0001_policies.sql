-- Who may see and do what. Row security is forced: the schema's owner is under it too, so a function that runs as the
-- owner sees the current book only. The exceptions are named at the end.
do $$
declare
  t text;
begin
  foreach t in array array['members', 'change_operations', 'changes', 'commodities', 'accounts', 'payees', 'transactions',
    'reconciliations', 'postings', 'account_month', 'balance_assertions', 'prices', 'imports', 'import_rows',
    'import_profiles', 'access_tokens', 'unchecked_transactions', 'check_runs'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy current_book on %I using (book_id = (select current_book())) with check (book_id = (select current_book()))', t);
  end loop;
end $$;
alter table books enable row level security;
alter table books force row level security;
create policy current_book on books using (id = (select current_book())) with check (id = (select current_book()));
create policy own_memberships on members for select using (user_id = (select current_user_id()));
create policy own_books on books for select
  using (id in (select m.book_id from members m where m.user_id = (select current_user_id())));
create policy own_tokens on access_tokens for select using (user_id = (select current_user_id()));
-- The owner finds its way to the books (to migrate and verify them one by one), and tokens by their hash.
create policy owner_lists on books for select to finance_owner using (true);
create policy owner_lists on members for select to finance_owner using (true);
create policy owner_lists on access_tokens for select to finance_owner using (true);

revoke all on all tables in schema public from finance_app;
grant select on books, members, change_operations, changes, commodities, accounts, payees, transactions, reconciliations,
  postings, account_month, balance_assertions, prices, imports, import_rows, import_profiles, access_tokens, check_runs to finance_app;
-- Column by column: nothing that the database fills in can be set from outside.
grant update (name) on books to finance_app;
grant insert, update (name, decimals) on commodities to finance_app;
grant insert (book_id, id, parent_id, name, type, commodity, role, closed, bank_account_id, version),
  update (parent_id, name, type, commodity, closed, bank_account_id, version), delete on accounts to finance_app;
grant insert, update (name) on payees to finance_app;
grant insert (book_id, id, date, payee_id, description, currency, tags, version),
  update (date, payee_id, description, currency, tags, version), delete on transactions to finance_app;
grant insert (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value, memo, cleared),
  update (ordinal, account_id, date, currency, commodity, quantity, value, memo, cleared), delete on postings to finance_app;
grant insert (book_id, id, account_id, date, quantity, import_id), delete on balance_assertions to finance_app;
grant insert (book_id, id, commodity, currency, date, price, source), update (price, source), delete on prices to finance_app;
grant insert (book_id, book_version, results) on check_runs to finance_app;
grant insert, update, delete on imports, import_rows, import_profiles to finance_app;
grant insert, update (last_used_at, revoked_at) on access_tokens to finance_app;
grant select, insert, update, delete on sessions, attempt_counters to finance_app;
grant select, insert, update, delete on users, user_claims, user_logins, user_tokens, user_passkeys, data_protection_keys to finance_app;
grant select on schema_migrations to finance_app;

revoke execute on all functions in schema public from public;
grant execute on function current_book(), current_user_id(), current_operation(), enter_book(uuid, uuid),
  begin_operation(uuid, uuid, uuid, text, uuid, text), create_book(uuid, uuid, uuid, text, text, smallint, boolean),
  undo_operation(uuid, boolean), dependents_of(uuid), ledger_differences(), ledger_check_sizes(),
  finish_reconciliation(uuid, uuid, date, numeric, uuid[]), reopen_reconciliation(uuid), close_book(date), price_on(text, text, date),
  version_as_of(timestamptz), postings_as_of(bigint), transactions_as_of(bigint), find_access_token(bytea),
  count_attempt(text, interval, timestamptz) to finance_app;
