-- The search of a site for PostgreSQL 13 and newer, made by `shohyo export search`.  Load it with
--     psql -v ON_ERROR_STOP=1 -f postgresql.sql
-- into a database with the encoding UTF8.  All is in the schema "shohyo", which is made anew in one transaction.

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL client_encoding = 'UTF8';
DROP SCHEMA IF EXISTS shohyo CASCADE;
CREATE SCHEMA shohyo;

CREATE TABLE shohyo.page (
    page integer PRIMARY KEY,
    url text NOT NULL, -- below the site
    title text NOT NULL,
    names text[] NOT NULL,
    kind text NOT NULL,
    kind_label text NOT NULL,
    trail text[] NOT NULL
);

-- What pages are filtered by: "kind", "tag", "chapter", "book".
CREATE TABLE shohyo.facet (
    page integer NOT NULL REFERENCES shohyo.page,
    facet text NOT NULL,
    value text NOT NULL,
    label text NOT NULL
);

-- Everything in which a match counts; a match is within one line.
CREATE TABLE shohyo.line (
    page integer NOT NULL REFERENCES shohyo.page,
    place smallint NOT NULL, -- 0: title, 1: a name, 2: a heading, 3: text, 4: what the page is one of, which matches as a whole
    anchor text NOT NULL, -- of the section that it is in
    text text NOT NULL,
    form text COLLATE "C" NOT NULL -- normal form
);

-- The normal form of a text, in which texts and queries are compared.
CREATE FUNCTION shohyo.normal(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(normalize(regexp_replace(
        @replaced@,
        '@removed@', '', 'g'), NFKC), '@spaces@', ' ', 'g'), ' ')
$$;

-- Single characters and pairs of neighbours: what the index has of a line.
CREATE FUNCTION shohyo.grams(form text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT gram), '{}')
    FROM (
        SELECT unnest(ARRAY[one, one || lead(one) OVER (ORDER BY number)])
        FROM unnest(string_to_array(form, NULL)) WITH ORDINALITY AS character (one, number)
    ) AS found (gram)
    WHERE gram IS NOT NULL
$$;

-- What a line must have in the index to contain a term.
CREATE FUNCTION shohyo.needed(term text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(gram) FROM unnest(shohyo.grams(term)) AS gram WHERE length(gram) = least(2, length(term))
$$;

-- Whether a line contains a term, both in normal form; a word counts by its beginning only.
CREATE FUNCTION shohyo.contains(form text, term text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT strpos(form, term) > 0 AND (
        term !~ '^@bound@'
        OR form ~ ('(?<![@word@])' || regexp_replace(term, '([!-/:-@\[-`{-~])', '\\\1', 'g'))
    )
$$;

-- The terms of a query, each with the number of its group, of which a page has to have one; 0 is what it must not have.
CREATE FUNCTION shohyo.terms(query text) RETURNS TABLE ("group" integer, field text, term text)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    alternative constant text := chr(65535); -- an OR by itself
    part text[];
    plain text;
    last integer := 0; -- the group that an OR would add to
    joins boolean := false;
    groups integer := 0;
    terms integer := 0;
BEGIN
    FOR part IN SELECT regexp_matches(
        shohyo.normal(regexp_replace(left(query, 200), '(^|[@gaps@])(?:OR|ＯＲ)(?=[@gaps@]|$)', '\1' || alternative, 'g')),
        '((-(?!-)(?=[^ ]*[^ @mark@]|"))?'
        '(?:(@fields@):)?'
        '(?:"([^"]*)"?|((?!(?:-?(?:@fields@):)?")[^ ]+)))',
        'g'
    )
    LOOP
        IF part[1] = alternative THEN
            joins := last > 0;
            CONTINUE;
        END IF;
        plain := replace(coalesce(part[4], part[5]), alternative, 'or');
        term := shohyo.normal(plain);
        IF term !~ '[^ @mark@]|[@paired@]{2}' OR term ~ '^(?:@fields@):$' THEN
            last := 0;
            joins := false;
            CONTINUE;
        END IF;
        terms := terms + 1;
        EXIT WHEN terms > 32;
        IF part[2] = '-' THEN
            last := 0;
        ELSIF NOT joins THEN
            groups := groups + 1;
            last := groups;
        END IF;
        joins := false;
        "group" := last;
        field := coalesce('@names@'::jsonb ->> part[3], '');
        RETURN NEXT;
    END LOOP;
END
$$;

-- The pages that answer a query literally, as the site's own search does, the best first.
CREATE FUNCTION shohyo.search(query text)
RETURNS TABLE (page integer, url text, title text, score double precision) LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    WITH asked AS MATERIALIZED (
        SELECT DISTINCT * FROM shohyo.terms(query)
    ), hit AS MATERIALIZED (
        SELECT asked."group", line.page, line.place, line.form = asked.term AS is_whole
        FROM asked
        JOIN shohyo.line ON shohyo.grams(line.form) @> shohyo.needed(asked.term)
            AND CASE line.place WHEN 4 THEN line.form = asked.term ELSE shohyo.contains(line.form, asked.term) END
            AND CASE asked.field WHEN '' THEN true WHEN 'title' THEN line.place < 2 ELSE line.place = 4 END
        WHERE asked.field IN ('', 'title', 'kind', 'chapter')
        UNION ALL
        SELECT DISTINCT asked."group", facet.page, NULL::smallint, false
        FROM asked
        JOIN shohyo.facet ON facet.facet = asked.field
            AND asked.term IN (shohyo.normal(facet.value), shohyo.normal(facet.label))
    ), weighed AS (
        SELECT "group", hit.page, bool_or(is_whole AND place < 2) AS is_whole,
            10 * max((place = 0)::int) + 6 * max((place IN (1, 4))::int) + 4 * max((place = 2)::int)
                + least(count(*) FILTER (WHERE place = 3), 3) AS weight,
            ln(1 + ((SELECT count(*) FROM shohyo.page) - count(*) OVER same + 0.5) / (count(*) OVER same + 0.5)) AS idf
        FROM hit
        GROUP BY "group", hit.page
        WINDOW same AS (PARTITION BY "group")
    )
    SELECT page.page, page.url, page.title,
        coalesce(sum(idf * weight / (weight + 1.2)) + 100 * max(is_whole::int), 0)::double precision AS score
    FROM shohyo.page LEFT JOIN weighed ON weighed.page = page.page
    WHERE EXISTS (SELECT FROM asked)
    GROUP BY page.page
    HAVING count(*) FILTER (WHERE "group" > 0) = (SELECT count(DISTINCT "group") FROM asked WHERE "group" > 0)
        AND count(*) FILTER (WHERE "group" = 0) = 0
    ORDER BY score DESC, page.page
$$;

@data@
-- After the data, which is faster.
CREATE INDEX ON shohyo.line USING gin (shohyo.grams(form));
CREATE INDEX ON shohyo.line (page);
CREATE INDEX ON shohyo.facet (facet, page);
ANALYZE shohyo.page, shohyo.facet, shohyo.line;
COMMIT;
