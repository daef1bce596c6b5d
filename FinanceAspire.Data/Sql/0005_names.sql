-- What a row names in another table was asked for row by row: by a large import 100,000 times for the same account. Payee and
-- currency of a transaction, account and reconciliation of a posting, and the other side of a plan's row are asked for once a
-- statement now, each that is named by its key. That a posting has its transaction, with the same date and currency, stays a
-- foreign key. Nothing that is named goes or gets another key outside of an operation, of which a book has one at a time
-- (docs/decisions/0014).
alter table transactions drop constraint payee_not_found, drop constraint transaction_currency_is_unknown;
alter table postings drop constraint posting_account_not_found, drop constraint posting_reconciliation_not_found;
alter table import_rows drop constraint import_row_account_not_found;

-- The id of a posting of a new transaction: the transaction's with other last bytes. Neighbours lie beside each other in the
-- index, and none has to be drawn: that alone was a tenth of the time.
create function posting_id(transaction_id uuid, ordinal integer) returns uuid language sql immutable parallel safe
  return encode(set_byte(set_byte(uuid_send(transaction_id), 14, get_byte(uuid_send(transaction_id), 14) # ((ordinal + 1) / 256)),
    15, get_byte(uuid_send(transaction_id), 15) # ((ordinal + 1) % 256)), 'hex')::uuid;

create function refuse_key(code text, message text) returns void language plpgsql as $$
begin
  raise foreign_key_violation using constraint = code, message = message;
end $$;

-- One question for what is new and for what is changed. By its name it comes before the triggers that book.
create function transactions_named() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from (select distinct n.book_id, n.payee_id from new_rows n where n.payee_id is not null) k
      where (select 1 from payees y where y.book_id = k.book_id and y.id = k.payee_id) is null) then
    perform refuse_key('payee_not_found', 'There is no such payee in this book.');
  end if;
  if exists (select from (select distinct n.book_id, n.currency from new_rows n) k
      where (select 1 from commodities c where c.book_id = k.book_id and c.code = k.currency) is null) then
    perform refuse_key('transaction_currency_is_unknown', 'There is no such currency in this book.');
  end if;
  return null;
end $$;
create trigger named_inserted after insert on transactions referencing new table as new_rows for each statement execute function transactions_named();
create trigger named_updated after update on transactions referencing new table as new_rows for each statement execute function transactions_named();

create function postings_named() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from (select distinct n.book_id, n.account_id, n.commodity from new_rows n) k
      where (select 1 from accounts a where a.book_id = k.book_id and a.id = k.account_id and a.commodity = k.commodity) is null) then
    perform refuse_key('posting_account_not_found', 'There is no such account in this book, or it is kept in another commodity.');
  end if;
  if exists (select from (select distinct n.book_id, n.reconciliation_id from new_rows n where n.reconciliation_id is not null) k
      where (select 1 from reconciliations r where r.book_id = k.book_id and r.id = k.reconciliation_id) is null) then
    perform refuse_key('posting_reconciliation_not_found', 'There is no such reconciliation in this book.');
  end if;
  return null;
end $$;
create trigger named_inserted after insert on postings referencing new table as new_rows for each statement execute function postings_named();
create trigger named_updated after update on postings referencing new table as new_rows for each statement execute function postings_named();

-- As in 0001, but for what is asked of each transaction only once, and for months without a time zone.
create or replace function postings_inserted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  operation uuid := require_operation();
  earlier uuid[];
begin
  perform refuse_locked_dates(book, (select min(date) from new_rows));
  perform refuse_decimals(book, n.id, n.quantity, c.code, c.decimals)
    from new_rows n join commodities c on c.book_id = n.book_id and c.code = n.commodity
    where min_scale(n.quantity) > c.decimals;
  perform refuse_decimals(book, n.id, n.value, c.code, c.decimals)
    from new_rows n join commodities c on c.book_id = n.book_id and c.code = n.currency
    where n.currency <> n.commodity and min_scale(n.value) > c.decimals;

  insert into account_month as m (book_id, account_id, month, currency, quantity, value, cleared_quantity, posting_count)
    select n.book_id, n.account_id, date_trunc('month', n.date::timestamp)::date, n.currency, sum(n.quantity), sum(n.value),
           sum(case when n.cleared > 0 then n.quantity else 0 end), count(*)
      from new_rows n group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (book_id, account_id, month, currency) do update
      set quantity = m.quantity + excluded.quantity, value = m.value + excluded.value,
          cleared_quantity = m.cleared_quantity + excluded.cleared_quantity,
          posting_count = m.posting_count + excluded.posting_count;

  -- A transaction made in this operation needs no image, and asks for its check itself: it carries the operation.
  earlier := array(select k.transaction_id from (select distinct n.book_id, n.transaction_id from new_rows n) k
    where (select t.created_operation_id from transactions t where t.book_id = k.book_id and t.id = k.transaction_id) is distinct from operation);
  if cardinality(earlier) > 0 then
    insert into changes (book_id, operation_id, table_name, row_id, transaction_id, after)
      select n.book_id, operation, 'postings', n.id, n.transaction_id, to_jsonb(n) from new_rows n where n.transaction_id = any (earlier);
    insert into unchecked_transactions
      select book, operation, x from unnest(earlier) x on conflict do nothing;
  end if;
  return null;
end $$;

-- A plan is stored outside of any operation: its accounts are locked until it is there.
create function import_rows_named() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  meant record;
begin
  for meant in select distinct n.book_id, n.other_account_id from new_rows n where n.other_account_id is not null loop
    perform from accounts a where a.book_id = meant.book_id and a.id = meant.other_account_id for key share;
    if not found then
      perform refuse_key('import_row_account_not_found', 'There is no such account in this book.');
    end if;
  end loop;
  return null;
end $$;
create trigger named_inserted after insert on import_rows referencing new table as new_rows for each statement execute function import_rows_named();
create trigger named_updated after update on import_rows referencing new table as new_rows for each statement execute function import_rows_named();

-- The other side: what is named does not go, and keeps its key.
create function refuse_named() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  is_named boolean;
begin
  perform require_operation();
  -- Rows of another book than the one that is open are not to be seen from here.
  execute format('select exists (select from old_rows o where o.book_id is distinct from (select current_book())
    or exists (select from %I r where r.book_id = o.book_id and r.%I = o.%I))', tg_argv[1], tg_argv[2], tg_argv[3]) into is_named;
  if is_named then
    perform refuse_key(tg_argv[0], format('Something in %s still names it.', tg_argv[1]));
  end if;
  return null;
end $$;
create trigger refuse_named after delete on payees referencing old table as old_rows
  for each statement execute function refuse_named('payee_not_found', 'transactions', 'payee_id', 'id');
create trigger refuse_named after delete on commodities referencing old table as old_rows
  for each statement execute function refuse_named('transaction_currency_is_unknown', 'transactions', 'currency', 'code');
create trigger refuse_named after delete on accounts referencing old table as old_rows
  for each statement execute function refuse_named('posting_account_not_found', 'postings', 'account_id', 'id');
create trigger refuse_named_by_plans after delete on accounts referencing old table as old_rows
  for each statement execute function refuse_named('import_row_account_not_found', 'import_rows', 'other_account_id', 'id');
create trigger refuse_named after delete on reconciliations referencing old table as old_rows
  for each statement execute function refuse_named('posting_reconciliation_not_found', 'postings', 'reconciliation_id', 'id');

-- Accounts and codes of commodities have such a guard already.
create function keys_fixed() returns trigger language plpgsql as $$
begin
  raise integrity_constraint_violation using constraint = 'key_is_fixed', message = 'The key of a row does not change.';
end $$;
create trigger keys_fixed before update of book_id, id on payees
  for each row when ((old.book_id, old.id) is distinct from (new.book_id, new.id)) execute function keys_fixed();
create trigger keys_fixed before update of book_id, id on reconciliations
  for each row when ((old.book_id, old.id) is distinct from (new.book_id, new.id)) execute function keys_fixed();
create trigger keys_fixed before update of book_id on commodities
  for each row when (old.book_id is distinct from new.book_id) execute function keys_fixed();

create or replace function ledger_differences()
returns table (check_name text, subject_id uuid, figure numeric, detail text) language sql stable as $$
  select 'transactions_balance', t.id, coalesce(sum(p.value), 0), format('%s posting(s), sum %s', count(p.id), coalesce(sum(p.value), 0))
    from transactions t left join postings p on p.book_id = t.book_id and p.transaction_id = t.id
    where t.book_id = (select current_book())
    group by t.id having coalesce(sum(p.value), 0) <> 0 or count(p.id) < 2
  union all
  select 'rollups_agree', coalesce(m.account_id, r.account_id), coalesce(m.quantity, 0) - coalesce(r.quantity, 0),
         format('%s %s: kept %s, recomputed %s', coalesce(m.month, r.month), coalesce(m.currency, r.currency), m.quantity, r.quantity)
    from (select * from account_month where book_id = (select current_book())) m
    full join (
      select p.account_id, date_trunc('month', p.date)::date as month, p.currency, sum(p.quantity) as quantity, sum(p.value) as value,
             sum(case when p.cleared > 0 then p.quantity else 0 end) as cleared, count(*) as n
        from postings p where p.book_id = (select current_book()) group by 1, 2, 3) r
      on r.account_id = m.account_id and r.month = m.month and r.currency = m.currency
    where coalesce(m.quantity, 0) <> coalesce(r.quantity, 0) or coalesce(m.value, 0) <> coalesce(r.value, 0)
       or coalesce(m.cleared_quantity, 0) <> coalesce(r.cleared, 0) or coalesce(m.posting_count, 0) <> coalesce(r.n, 0)
  union all
  select 'trial_balance_is_zero', null, sum(m.value), m.currency
    from account_month m where m.book_id = (select current_book()) group by m.currency having sum(m.value) <> 0
  union all
  select 'quantities_equal_values', p.transaction_id, p.quantity - p.value, format('%s: quantity %s, value %s', p.currency, p.quantity, p.value)
    from postings p where p.book_id = (select current_book()) and p.commodity = p.currency and p.quantity <> p.value
  union all
  select 'copies_agree', p.transaction_id, null, format('posting %s', p.id)
    from postings p
    join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
    join accounts a on a.book_id = p.book_id and a.id = p.account_id
    where p.book_id = (select current_book()) and (p.date, p.currency, p.commodity) is distinct from (t.date, t.currency, a.commodity)
  union all
  select 'names_hold', p.transaction_id, null, format('posting %s', p.id)
    from postings p
    left join accounts a on a.book_id = p.book_id and a.id = p.account_id
    left join reconciliations r on r.book_id = p.book_id and r.id = p.reconciliation_id
    where p.book_id = (select current_book()) and (a.id is null or (p.reconciliation_id is not null and r.id is null))
  union all
  select 'names_hold', t.id, null, format('payee %s, currency %s', t.payee_id, t.currency)
    from transactions t
    left join payees y on y.book_id = t.book_id and y.id = t.payee_id
    left join commodities c on c.book_id = t.book_id and c.code = t.currency
    where t.book_id = (select current_book()) and (c.code is null or (t.payee_id is not null and y.id is null))
  union all
  select 'decimals_fit', p.transaction_id, p.quantity, format('%s has more decimals than %s', p.quantity, c.code)
    from postings p join commodities c on c.book_id = p.book_id and c.code = p.commodity
    where p.book_id = (select current_book()) and min_scale(p.quantity) > c.decimals
  union all
  -- Each finished statement is the sum of what the ones up to it locked.
  select 'reconciliations_hold', r.id, coalesce(s.total, 0) - r.statement_balance, format('account %s on %s', r.account_id, r.statement_date)
    from reconciliations r
    left join lateral (select sum(p.quantity) as total from postings p
      join reconciliations earlier on earlier.book_id = p.book_id and earlier.id = p.reconciliation_id
      where p.book_id = r.book_id and p.account_id = r.account_id and earlier.statement_date <= r.statement_date) s on true
    where r.book_id = (select current_book()) and coalesce(s.total, 0) <> r.statement_balance
  union all
  select 'assertions_hold', b.account_id, coalesce(s.total, 0) - b.outstanding - b.quantity, format('on %s the bank states %s', b.date, b.quantity)
    from balance_assertions b
    left join lateral (select sum(p.quantity) as total from postings p
      where p.book_id = b.book_id and p.account_id = b.account_id and p.date <= b.date) s on true
    where b.book_id = (select current_book()) and b.quantity <> coalesce(s.total, 0) - b.outstanding
$$;

create or replace function ledger_check_sizes()
returns table (check_name text, size bigint) language sql stable as $$
  select 'transactions_balance', count(*) from transactions where book_id = (select current_book())
  union all select 'rollups_agree', count(*) from account_month where book_id = (select current_book())
  union all select 'trial_balance_is_zero', count(distinct currency) from account_month where book_id = (select current_book())
  union all select 'quantities_equal_values', count(*) from postings where book_id = (select current_book())
  union all select 'copies_agree', count(*) from postings where book_id = (select current_book())
  union all select 'names_hold', (select count(*) from postings where book_id = (select current_book())) + (select count(*) from transactions where book_id = (select current_book()))
  union all select 'decimals_fit', count(*) from postings where book_id = (select current_book())
  union all select 'reconciliations_hold', count(*) from reconciliations where book_id = (select current_book())
  union all select 'assertions_hold', count(*) from balance_assertions where book_id = (select current_book())
$$;

-- Only what became an entry is looked for by it.
drop index import_rows_by_transaction;
create index import_rows_by_transaction on import_rows (book_id, transaction_id) where decision in ('new', 'transfer');
-- The file lies here until its commit: to pack it took longer than to write it.
alter table imports alter column content set storage external;

revoke execute on function posting_id(uuid, integer), refuse_key(text, text), transactions_named(), postings_named(), import_rows_named(), refuse_named(), keys_fixed() from public;
grant execute on function posting_id(uuid, integer) to finance_app;
