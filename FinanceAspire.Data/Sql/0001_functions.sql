-- The doors of the ledger. Settings are transaction-local only: a pooled connection carries nothing over.

-- Opens a book for reading. Refuses who is no member, exactly as it refuses a book that does not exist.
create function enter_book(p_book uuid, p_user uuid) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_role text;
begin
  perform set_config('app.user', p_user::text, true), set_config('app.book', '', true), set_config('app.operation', '', true);
  select role into found_role from members where book_id = p_book and user_id = p_user;
  if found_role is null then
    perform refuse('book_not_found', 'There is no such book.');
  end if;
  perform set_config('app.book', p_book::text, true);
  return found_role;
end $$;

-- Begins a change. The book's row is locked first, always: one writer a book, so writers of one book cannot deadlock.
-- An operation that is there already says so by returning null: the caller's retry has been recorded.
create function begin_operation(p_book uuid, p_user uuid, p_operation uuid, p_source text, p_source_id uuid, p_summary text)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
  next_version bigint;
begin
  if enter_book(p_book, p_user) = 'viewer' then
    perform refuse('member_may_not_change', 'You may look at this book but not change it.');
  end if;
  update books set version = version + 1 where id = p_book returning version into next_version;
  if exists (select from change_operations where book_id = p_book and id = p_operation) then
    perform refuse('operation_is_recorded', 'This change has been recorded already.');
  end if;
  perform set_config('app.operation', p_operation::text, true);
  insert into change_operations (book_id, id, version, user_id, source, source_id, summary)
    values (p_book, p_operation, next_version, p_user, p_source, p_source_id, left(p_summary, 500));
  return next_version;
end $$;

create function create_book(p_book uuid, p_user uuid, p_operation uuid, p_name text, p_currency text, p_decimals smallint, p_demo boolean)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform set_config('app.user', p_user::text, true), set_config('app.book', p_book::text, true);
  insert into books (id, name, currency, is_demo) values (p_book, p_name, p_currency, p_demo);
  insert into commodities (book_id, code, decimals) values (p_book, p_currency, p_decimals);
  insert into members (book_id, user_id, role) values (p_book, p_user, 'owner');
  perform begin_operation(p_book, p_user, p_operation, 'setup', null, 'Book created');
end $$;

-- Takes back one operation as a unit, within the operation that the caller has begun. With p_with_edits, later operations
-- that touched nothing but transactions which this one made are taken back with it (the revert of an import).
-- Payees and commodities stay: they are names, not bookings.
create function undo_operation(p_operation uuid, p_with_edits boolean default false)
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  this_operation uuid := current_operation();
  target change_operations;
  later record;
  affected integer := 0;
  step integer;
  t text;
begin
  select * into target from change_operations where book_id = (select book) and id = p_operation;
  if target.id is null or target.id = this_operation then
    perform refuse('operation_not_found', 'There is no such change.');
  end if;
  if target.undone_by_id is not null then
    perform refuse('operation_is_undone', 'This change has been taken back already.');
  end if;
  if target.source = 'setup' then
    perform refuse('operation_is_setup', 'The creation of the book cannot be taken back.');
  end if;

  for later in select * from dependents_of(p_operation) loop
    if p_with_edits and later.only_edits then
      affected := affected + restore_images(later.id, this_operation);
    else
      perform refuse('operation_has_dependents',
        format('A later change depends on this one: "%s" of %s. Take that back first.', later.summary, to_char(later.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')),
        later.id::text);
    end if;
  end loop;

  affected := affected + restore_images(p_operation, this_operation);

  delete from transactions where book_id = (select book) and created_operation_id = p_operation;
  get diagnostics step = row_count;
  affected := affected + step;
  foreach t in array array['balance_assertions', 'reconciliations', 'prices', 'accounts'] loop
    execute format('delete from %I where book_id = $1 and created_operation_id = $2', t) using book, p_operation;
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;

  update change_operations set undone_by_id = this_operation where book_id = (select book) and id = p_operation;
  -- Taking back an undo puts what it had undone in effect again.
  update change_operations set undone_by_id = null where book_id = (select book) and undone_by_id = p_operation;
  update change_operations set undoes_id = p_operation, source_id = target.source_id where book_id = (select book) and id = this_operation;
  return affected;
end $$;

-- Later operations, newest first, that are in effect and touched what the given one touched or made. A pair of a later
-- operation and its undo changes nothing, so neither half counts.
create function dependents_of(p_operation uuid)
returns table (id uuid, version bigint, at timestamptz, summary text, only_edits boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  with target as (
    select * from change_operations o where o.book_id = (select current_book()) and o.id = p_operation
  ), made as (
    select t.id from transactions t where t.book_id = (select current_book()) and t.created_operation_id = p_operation
  ), touched_transactions as (
    select id from made
    union
    select c.transaction_id from changes c
      where c.book_id = (select current_book()) and c.operation_id = p_operation and c.transaction_id is not null
  ), touched_rows as (
    select c.row_id as id from changes c
      where c.book_id = (select current_book()) and c.operation_id = p_operation and c.transaction_id is null
    union
    select a.id from accounts a where a.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    select r.id from reconciliations r where r.book_id = (select current_book()) and r.created_operation_id = p_operation
  ), in_effect as (
    select o.* from change_operations o, target
      where o.book_id = (select current_book()) and o.version > target.version and o.undone_by_id is null
        and o.id is distinct from current_operation()
        and not exists (select from change_operations u where u.book_id = o.book_id and u.id = o.undoes_id and u.version > target.version)
  ), hits as (
    select c.operation_id as id from changes c
      where c.book_id = (select current_book()) and c.transaction_id in (select id from touched_transactions)
    union
    select c.operation_id from changes c
      where c.book_id = (select current_book()) and c.transaction_id is null and c.row_id in (select id from touched_rows)
    union
    -- What was posted to an account, or put below one, that this operation made.
    select t.created_operation_id from postings p
      join accounts a on a.book_id = p.book_id and a.id = p.account_id
      join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
      where p.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    select p.created_operation_id from postings p join accounts a on a.book_id = p.book_id and a.id = p.account_id
      where p.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    -- A later statement of an account stands on the earlier one.
    select later.created_operation_id from reconciliations r
      join reconciliations later on later.book_id = r.book_id and later.account_id = r.account_id and later.statement_date > r.statement_date
      where r.book_id = (select current_book()) and r.created_operation_id = p_operation
    union
    select a.created_operation_id from accounts a join accounts parent on parent.book_id = a.book_id and parent.id = a.parent_id
      where a.book_id = (select current_book()) and parent.created_operation_id = p_operation
  )
  select o.id, o.version, o.at, o.summary,
         not exists (select from changes c where c.book_id = o.book_id and c.operation_id = o.id
                       and (c.transaction_id is null or c.transaction_id not in (select id from made)))
           and not exists (select from transactions t where t.book_id = o.book_id and t.created_operation_id = o.id)
           and not exists (select from accounts a where a.book_id = o.book_id and a.created_operation_id = o.id)
    from in_effect o where o.id in (select id from hits)
    order by o.version desc
$$;

-- Puts back every "before" of an operation, last change first, and marks it as undone.
create function restore_images(p_operation uuid, p_by uuid)
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  affected integer := 0;
  step integer;
  t text;
  columns text;
begin
  -- One image a row: the earliest "before", since an operation may touch a row twice.
  create temporary table if not exists undo_images (table_name text, row_id uuid, image jsonb, exists_now boolean) on commit drop;
  truncate undo_images;
  insert into undo_images
    select distinct on (c.table_name, c.row_id) c.table_name, c.row_id, c.before,
           (select l.after is not null from changes l
              where l.book_id = (select book) and l.operation_id = p_operation and l.table_name = c.table_name and l.row_id = c.row_id
              order by l.ordinal desc limit 1)
      from changes c where c.book_id = (select book) and c.operation_id = p_operation
      order by c.table_name, c.row_id, c.ordinal;

  foreach t in array array['postings', 'transactions', 'balance_assertions', 'reconciliations', 'prices', 'accounts'] loop
    execute format('delete from %I r using undo_images u where r.book_id = $1 and u.table_name = %L and u.row_id = r.id and u.image is null', t, t)
      using book;
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;
  foreach t in array array['accounts', 'prices', 'reconciliations', 'balance_assertions', 'transactions', 'postings'] loop
    if exists (select from undo_images u where u.table_name = t and u.image is not null and u.exists_now) then
      select string_agg(format('%1$I = i.%1$I', attname), ', ') into columns from pg_attribute
        where attrelid = t::regclass and attnum > 0 and not attisdropped and attname not in ('id', 'book_id')
          -- Date and currency of a posting follow its transaction by foreign key.
          and not (t = 'postings' and attname in ('date', 'currency', 'transaction_id'));
      execute format(
        'update %1$I r set %2$s from (select (jsonb_populate_record(null::%1$I, image)).* from undo_images
           where table_name = %1$L and image is not null and exists_now) i
         where r.book_id = $1 and r.id = i.id', t, columns) using book;
      get diagnostics step = row_count;
      affected := affected + step;
    end if;
    execute format(
      'insert into %1$I select (jsonb_populate_record(null::%1$I, image)).* from undo_images
         where table_name = %1$L and image is not null and not exists_now', t);
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;
  update books b set name = u.image ->> 'name', closed_through = (u.image ->> 'closed_through')::date
    from undo_images u where b.id = book and u.table_name = 'books';
  get diagnostics step = row_count;
  affected := affected + step;
  drop table undo_images;
  update change_operations set undone_by_id = p_by where book_id = (select book) and id = p_operation;
  return affected;
end $$;

-- Recomputes what is kept beside the postings and names each difference. Runs as whoever calls it, on the current book.
create function ledger_differences()
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

-- How much each check looks at, so that "no difference" is not said of nothing.
create function ledger_check_sizes()
returns table (check_name text, size bigint) language sql stable as $$
  select 'transactions_balance', count(*) from transactions where book_id = (select current_book())
  union all select 'rollups_agree', count(*) from account_month where book_id = (select current_book())
  union all select 'trial_balance_is_zero', count(distinct currency) from account_month where book_id = (select current_book())
  union all select 'quantities_equal_values', count(*) from postings where book_id = (select current_book())
  union all select 'copies_agree', count(*) from postings where book_id = (select current_book())
  union all select 'decimals_fit', count(*) from postings where book_id = (select current_book())
  union all select 'reconciliations_hold', count(*) from reconciliations where book_id = (select current_book())
  union all select 'assertions_hold', count(*) from balance_assertions where book_id = (select current_book())
$$;

-- Finds the token by the hash of its secret, in whichever book it is: the one reviewed way across books.
create function find_access_token(p_hash bytea)
returns table (id uuid, book_id uuid, user_id uuid, scopes text[]) language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.book_id, t.user_id, t.scopes from access_tokens t
    where t.hash = p_hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
$$;

-- Counts one attempt in a window and says how many there have been, this one included.
create function count_attempt(p_key text, p_window interval, p_now timestamptz) returns integer
language sql security definer set search_path = public, pg_temp as $$
  insert into attempt_counters as c (key, window_start, count)
    values (p_key, date_bin(p_window, p_now, timestamptz '2000-01-01'), 1)
    on conflict (key, window_start) do update set count = c.count + 1
    returning count
$$;

-- Locks what the bank's statement confirms. The sum of all that is locked up to the statement, this one's ticks included,
-- must be the balance that the bank states.
create function finish_reconciliation(p_id uuid, p_account uuid, p_date date, p_balance numeric, p_postings uuid[])
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  last_date date;
  locked numeric;
  ticked numeric;
  found_count bigint;
  booked numeric;
begin
  perform require_operation();
  if not exists (select from accounts where book_id = (select book) and id = p_account) then
    perform refuse('account_not_found', 'There is no such account.');
  end if;
  select max(statement_date) into last_date from reconciliations where book_id = (select book) and account_id = p_account;
  if last_date >= p_date then
    perform refuse('reconciliation_date_is_covered',
      format('The account is reconciled through %s; a statement must be later.', last_date), last_date::text);
  end if;
  select coalesce(sum(quantity), 0) into locked from postings
    where book_id = (select book) and account_id = p_account and reconciliation_id is not null;
  select coalesce(sum(quantity), 0), count(*) into ticked, found_count from postings
    where book_id = (select book) and account_id = p_account and reconciliation_id is null and date <= p_date and id = any (p_postings);
  if found_count <> (select count(distinct x) from unnest(p_postings) x) then
    perform refuse('reconciliation_posting_not_found', 'Something ticked is not of this account, is later than the statement, or is reconciled already.');
  end if;
  if locked + ticked <> p_balance then
    perform refuse('reconciliation_not_balanced',
      format('The statement says %s, what is ticked comes to %s: the difference is %s.', p_balance, locked + ticked, p_balance - locked - ticked),
      (p_balance - locked - ticked)::text);
  end if;

  insert into reconciliations (book_id, id, account_id, statement_date, statement_balance) values (book, p_id, p_account, p_date, p_balance);
  update postings set cleared = 2, reconciliation_id = p_id
    where book_id = (select book) and account_id = p_account and id = any (p_postings);
  select coalesce(sum(quantity), 0) into booked from postings where book_id = (select book) and account_id = p_account and date <= p_date;
  insert into balance_assertions (book_id, id, account_id, date, quantity, outstanding, reconciliation_id)
    values (book, gen_random_uuid(), p_account, p_date, p_balance, booked - p_balance, p_id);
end $$;

-- Takes the lock of the account's latest statement off again.
create function reopen_reconciliation(p_id uuid)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  target reconciliations;
begin
  perform require_operation();
  select * into target from reconciliations where book_id = (select book) and id = p_id;
  if target.id is null then
    perform refuse('reconciliation_not_found', 'There is no such reconciliation.');
  end if;
  if exists (select from reconciliations where book_id = (select book) and account_id = target.account_id and statement_date > target.statement_date) then
    perform refuse('reconciliation_is_not_the_latest', 'A later statement of this account is reconciled; reopen that one first.');
  end if;
  update postings set cleared = 1, reconciliation_id = null where book_id = (select book) and reconciliation_id = p_id;
  delete from balance_assertions where book_id = (select book) and reconciliation_id = p_id;
  delete from reconciliations where book_id = (select book) and id = p_id;
end $$;

-- Closes the book through a day, or opens it again up to an earlier one (null: wholly). The owner's decision.
create function close_book(p_through date)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
begin
  perform require_operation();
  if not exists (select from members where book_id = (select book) and user_id = current_user_id() and role = 'owner') then
    perform refuse('member_may_not_change', 'Only an owner of the book closes or opens a period.');
  end if;
  update books set closed_through = p_through where id = book;
end $$;

-- The newest price on or before a day, in either direction; null where there is none: an unknown rate is never 1. A price
-- of the day itself beats one of the inverse pair.
create function price_on(p_commodity text, p_currency text, p_date date) returns numeric language sql stable as $$
  select case when p_commodity = p_currency then 1 else (
    select x.price from (
      (select date, price, 0 as turned from prices
         where book_id = (select current_book()) and commodity = p_commodity and currency = p_currency and date <= p_date order by date desc limit 1)
      union all
      (select date, 1 / price, 1 from prices
         where book_id = (select current_book()) and commodity = p_currency and currency = p_commodity and date <= p_date order by date desc limit 1)) x
    order by x.date desc, x.turned limit 1) end
$$;

-- The book's version at a moment: the last change that had begun by then.
create function version_as_of(p_at timestamptz) returns bigint language sql stable as $$
  select coalesce(max(version), 0) from change_operations where book_id = (select current_book()) and at <= p_at
$$;

-- The postings and the transactions as they were when the book had that version: rows that nothing touched since and that
-- were there, and for the others the image that the first later change kept, if they were there at all.
create function postings_as_of(p_version bigint) returns setof postings language sql stable as $$
  with later as materialized (
    select distinct on (c.row_id) c.row_id, c.before from changes c
      join change_operations o on o.book_id = c.book_id and o.id = c.operation_id
      where c.book_id = (select current_book()) and c.table_name = 'postings' and o.version > p_version
      order by c.row_id, o.version, c.ordinal
  ), known as materialized (
    select o.id from change_operations o where o.book_id = (select current_book()) and o.version <= p_version
  )
  select p.* from postings p
    where p.book_id = (select current_book()) and p.created_operation_id in (select id from known) and not exists (select from later l where l.row_id = p.id)
  union all
  select r.* from later l cross join lateral jsonb_populate_record(null::postings, l.before) r
    where l.before is not null and r.created_operation_id in (select id from known)
$$;

create function transactions_as_of(p_version bigint) returns setof transactions language sql stable as $$
  with later as materialized (
    select distinct on (c.row_id) c.row_id, c.before from changes c
      join change_operations o on o.book_id = c.book_id and o.id = c.operation_id
      where c.book_id = (select current_book()) and c.table_name = 'transactions' and o.version > p_version
      order by c.row_id, o.version, c.ordinal
  ), known as materialized (
    select o.id from change_operations o where o.book_id = (select current_book()) and o.version <= p_version
  )
  select t.* from transactions t
    where t.book_id = (select current_book()) and t.created_operation_id in (select id from known) and not exists (select from later l where l.row_id = t.id)
  union all
  select r.* from later l cross join lateral jsonb_populate_record(null::transactions, l.before) r
    where l.before is not null and r.created_operation_id in (select id from known)
$$;
