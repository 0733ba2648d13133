-- The large scale, for measuring: on top of the demo, 20 organizations with 100,000 users (half of
-- them in the first), a million datasets (half Chinese, half English; 星河 in exactly 40 names, all
-- of them in the first organization) and ten million audit rows over the last twelve months.
--
-- Sessions begin with the parts that are theirs. Steps run one after the other, each by itself, outside
-- a transaction; those that stand beside each other run in two sessions. Everything is made inside the
-- server from the number of the row, never from chance: the same scale is the same data every
-- time, counted back from the hour of loading. Numbers begin at 10,001, beyond the demo's.

--# session: settings
SET terrace.scope = 'every';
SET synchronous_commit = off;
SET work_mem = '128MB';
SET maintenance_work_mem = '512MB';
SET max_parallel_maintenance_workers = 2;

--# session: functions
-- A choice among so many, from a number: the same for ever, and for each purpose (`salt`) another.
-- Two rounds of multiplication by odd constants, as in the finishing step of common hashes.
CREATE FUNCTION pg_temp.pick(number bigint, salt bigint, choices integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT ((((((number + salt * 104729) * 2654435761 & 4294967295)
             # (((number + salt * 104729) * 2654435761 & 4294967295) >> 15))
            * 1540483477 & 4294967295) * choices) >> 32)::integer
$$;

-- Makes a table ready to be filled: puts its indexes aside but for those of constraints.
CREATE TEMP TABLE set_aside (filled regclass, definition text);
CREATE FUNCTION pg_temp.set_indexes_aside(filling regclass) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    index regclass;
BEGIN
    FOR index IN
        SELECT indexrelid FROM pg_index
        WHERE indrelid = filling AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    LOOP
        INSERT INTO set_aside VALUES (filling, pg_get_indexdef(index));
        EXECUTE format('DROP INDEX %s', index);
    END LOOP;
END;
$$;
CREATE FUNCTION pg_temp.put_indexes_back(filled_table regclass) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    definition text;
BEGIN
    FOR definition IN DELETE FROM set_aside WHERE filled = filled_table RETURNING set_aside.definition LOOP
        EXECUTE definition;
    END LOOP;
END;
$$;

-- The organization at a place from 0 to 19, and a user at a place in an organization. Even user
-- numbers are the first organization's, odd ones go round among the other nineteen.
CREATE FUNCTION pg_temp.organization_at(place integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE place WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 99 + place END
$$;
CREATE FUNCTION pg_temp.user_at(organization_place integer, place bigint) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT (10000 + CASE organization_place
        WHEN 0 THEN 2 * (1 + place % 50000)
        ELSE 2 * (19 * (place % 2631) + organization_place - 1) + 1
    END)::integer
$$;
-- Where a dataset or an act belongs: half of them in the first organization.
CREATE FUNCTION pg_temp.place_of(number bigint, salt bigint) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(0, pg_temp.pick(number, salt, 38) - 18)
$$;

-- The name of a dataset, odd numbers in English, even ones in Chinese. Place, subject, kind and
-- month have 16 x 40 x 20 x 60 combinations in each language; stepping through them by a number
-- that has no divisor in common with their count meets none twice. (Plain expressions, which the
-- planner can fold into the query: a sub-select would cost five times as much.)
CREATE FUNCTION pg_temp.month_name(month bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT (2021 + (month + 10) / 12) || '-' || right('0' || (month + 10) % 12 + 1, 2)
$$;
CREATE FUNCTION pg_temp.chinese_name(combination bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT ('{华东,华南,华北,西南,西北,东北,河南,河北,江苏,浙江,广东,四川,上海,北京,海外,全国}'::text[])[1 + combination % 16]
        || ('{门店销售,会员画像,商品图片,客服工单,支付流水,物流轨迹,设备遥测,点击日志,退货记录,库存快照,供应商合同,发票影像,语音通话,卫星影像,气象观测,道路视频,贷款申请,保单理赔,问卷反馈,舆情文章,招聘简历,课程评价,病历摘要,用电负荷,水位监测,航班动态,列车到发,快递面单,价格调整,促销活动,搜索词,推荐曝光,广告投放,评论情感,地址解析,人脸质检,产线缺陷,能耗台账,碳排核算,知识问答}'::text[])[1 + combination / 16 % 40]
        || ('{明细,汇总,样本,标注集,训练集,验证集,测试集,特征表,宽表,快照,归档,清洗版,脱敏版,去重版,抽检,补录,对账,基线,增量,全量}'::text[])[1 + combination / 640 % 20]
        || ' ' || pg_temp.month_name(combination / 12800)
$$;
CREATE FUNCTION pg_temp.english_name(combination bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT ('{emea,apac,nordics,iberia,dach,uk,us-east,us-west,latam,benelux,global,canada,india,japan,oceania,africa}'::text[])[1 + combination % 16]
        || '-' || ('{retail-sales,member-profiles,product-images,support-tickets,payments,parcel-tracks,telemetry,clickstream,returns,inventory,contracts,invoices,call-audio,satellite,weather,road-video,loan-applications,claims,surveys,news,resumes,course-ratings,case-notes,power-load,river-levels,flights,train-arrivals,labels-scanned,price-changes,promotions,search-terms,impressions,ad-spend,reviews,addresses,face-quality,defects,energy-ledger,emissions,faq}'::text[])[1 + combination / 16 % 40]
        || '-' || ('{raw,daily,sample,labels,train,validation,test,features,wide,snapshot,archive,clean,masked,deduplicated,audit,backfill,reconciled,baseline,delta,full}'::text[])[1 + combination / 640 % 20]
        || '-' || pg_temp.month_name(combination / 12800)
$$;
CREATE FUNCTION pg_temp.dataset_name(number bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN number % 25000 = 0 THEN '星河计划 ' || pg_temp.chinese_name(number / 2 * 299161 % 768000)
                WHEN number % 2 = 0 THEN pg_temp.chinese_name(number / 2 * 299161 % 768000)
                ELSE pg_temp.english_name(number / 2 * 299161 % 768000) END
$$;

--# session: how the audit log is filled
-- One row every 3.1536 seconds of the last 365 days. A month is filled in a table of its own, then the
-- indexes are built at once, not row by row, and at the end it takes its place in the log, together with
-- the rows that were there. Only that needs the log for itself: months are filled side by side.
CREATE PROCEDURE pg_temp.fill_audit_month(months_back integer)
LANGUAGE plpgsql AS $$
DECLARE
    until constant timestamptz := current_setting('seed.until');
    since constant timestamptz := until - interval '365 days';
    gap constant numeric := 3.1536;
    month constant timestamptz := date_trunc('month', until, 'UTC') - make_interval(months => months_back);
    next_month constant timestamptz := month + interval '1 month';
    partition constant text := to_char(month AT TIME ZONE 'UTC', '"audit_logs_y"YYYY"m"MM');
    filling constant text := partition || '_filling';
    first_number constant bigint := greatest(1, ceil(extract(epoch FROM month - since) / gap) + 1);
    last_number constant bigint := least(10000000, ceil(extract(epoch FROM next_month - since) / gap));
    definition text;
BEGIN
    EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_logs INCLUDING DEFAULTS INCLUDING GENERATED)', filling);
    EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, terrace_app', filling);
    COMMIT;

    EXECUTE replace($insert$
    INSERT INTO public.FILLING (
        id, timestamp, user_id, organization_id, action, entity_type, entity_id, entity_label,
        details, ip_address, user_agent, request_id)
    SELECT
        10000 + number, happened, user_id, organization_id, action, entity_type,
        CASE entity_type WHEN 'dataset' THEN 10000 + dataset WHEN 'session' THEN NULL ELSE entity END,
        CASE entity_type WHEN 'dataset' THEN pg_temp.dataset_name(dataset) WHEN 'session' THEN 'user-' || user_id
             ELSE entity_type || '-' || entity END,
        CASE action WHEN 'update' THEN changes[1 + pg_temp.pick(number, 47, 6)] ELSE '{}' END,
        '10.' || place || '.' || user_id % 200 || '.' || 1 + user_id % 250,
        browsers[1 + user_id % 4],
        'req_' || to_hex(number * 2654435761 & 4294967295) || to_hex(number % 251)
    FROM generate_series($1, $2) AS number
    CROSS JOIN (SELECT
        ARRAY['{"before": {"status": "draft"}, "after": {"status": "published"}}',
              '{"before": {"tags": ["sales"]}, "after": {"tags": ["sales", "daily"]}}',
              '{"before": {"version": "4"}, "after": {"version": "5"}}',
              '{"before": {"description": null}, "after": {"description": "每日更新。"}}',
              '{"before": {"is_public": false}, "after": {"is_public": true}}',
              '{"before": {"position": "Analyst"}, "after": {"position": "Lead"}}']::jsonb[] AS changes,
        ARRAY['Firefox/140.0 (X11; Linux x86_64)', 'Chrome/141.0 (Windows NT 10.0; Win64; x64)',
              'Safari/18.4 (Macintosh; Intel Mac OS X 10_15_7)', 'Edg/141.0 (Windows NT 10.0; Win64; x64)'] AS browsers,
        '{sign_in,sign_in,sign_in,sign_out,update,update,update,update,create,create,export,view,view,delete,sign_in_failed,update}'::text[] AS actions,
        '{dataset,dataset,dataset,dataset,experimentrun,modelversion,modelendpoint,user,application,deployment}'::text[] AS kinds
    ) AS words
    CROSS JOIN LATERAL (
        SELECT pg_temp.place_of(number, 41) AS place,
               1 + pg_temp.pick(number, 42, 1000000) AS dataset,
               $3 + (number - 1) * $4 * interval '1 second' AS happened,
               actions[1 + pg_temp.pick(number, 43, 16)] AS action,
               1 + pg_temp.pick(number, 46, 900) AS entity
        OFFSET 0
    ) AS act
    CROSS JOIN LATERAL (
        -- A fifth of the people do most of the work.
        SELECT pg_temp.organization_at(place) AS organization_id,
               pg_temp.user_at(place, CASE WHEN pg_temp.pick(number, 44, 5) = 0
                                           THEN pg_temp.pick(number, 45, 50000)
                                           ELSE pg_temp.pick(number, 45, 10000) END) AS user_id,
               CASE WHEN action LIKE 'sign%' THEN 'session' ELSE kinds[1 + pg_temp.pick(number, 48, 10)] END AS entity_type
        OFFSET 0
    ) AS rest
    $insert$, 'FILLING', quote_ident(filling)) USING first_number, last_number, since, gap;
    EXECUTE format('ALTER TABLE public.%I ADD PRIMARY KEY (id, timestamp)', filling);
    FOR definition IN
        SELECT pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = 'public.audit_logs'::regclass AND NOT indisprimary
    LOOP
        EXECUTE regexp_replace(definition, '^CREATE INDEX \S+ ON (ONLY )?public\.audit_logs ',
                               format('CREATE INDEX ON public.%I ', filling));
    END LOOP;
    -- With this the log need not read the month to know that it is one.
    EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT month_check CHECK (timestamp >= %L AND timestamp < %L)',
                   filling, month, next_month);
    COMMIT;
    FOR definition IN
        SELECT pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = 'public.audit_logs'::regclass AND contype = 'f'
    LOOP
        EXECUTE format('ALTER TABLE public.%I ADD %s', filling, definition);
    END LOOP;
    COMMIT;

    EXECUTE format('ALTER TABLE public.audit_logs DETACH PARTITION public.%I', partition);
    EXECUTE format('INSERT INTO public.%2$I (%1$s) SELECT %1$s FROM public.%3$I',
        (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
         WHERE attrelid = 'public.audit_logs'::regclass AND attnum > 0 AND NOT attisdropped
           AND attgenerated = ''), filling, partition);
    EXECUTE format('DROP TABLE public.%I', partition);
    EXECUTE format('ALTER TABLE public.%I RENAME TO %I', filling, partition);
    EXECUTE format('ALTER TABLE public.audit_logs ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   partition, month, next_month);
    EXECUTE format('ALTER TABLE public.%I DROP CONSTRAINT month_check', partition);
END;
$$;

--# step: organizations (18 more)
INSERT INTO auth.organizations (id, name, description, created_at, updated_at, settings)
SELECT id, name, description, since, since,
       jsonb_build_object('language', CASE WHEN id % 2 = 1 THEN 'zh-CN' ELSE 'en' END)
FROM (VALUES
    (101, '海岚物流', '干线与同城配送'), (102, 'Brightwater Energy', 'Grid balancing and storage'),
    (103, '青禾农业', '种植与供应链'), (104, 'Halden Insurance', 'Motor and home insurance'),
    (105, '云杉医疗', '影像与病历'), (106, 'Kestrel Airways', 'Regional flights'),
    (107, '长桥银行', '零售与小微信贷'), (108, 'Marlow Retail Group', 'Shops in nine countries'),
    (109, '启明教育', '课程与测评'), (110, 'Ostrava Steel', 'Long products'),
    (111, '锦程汽车', '整车与零部件'), (112, 'Pinecrest Media', 'News and streaming'),
    (113, '天目安防', '城市与园区'), (114, 'Quayside Shipping', 'Short sea and ports'),
    (115, '南屿旅游', '酒店与航线'), (116, 'Redfern Health', 'Clinics and laboratories'),
    (117, '百川水务', '供水与监测'), (118, 'Solstice Foods', 'Frozen and fresh')
) AS organization (id, name, description),
LATERAL (SELECT current_setting('seed.until')::timestamptz - make_interval(days => 1900 - id * 3) AS since) AS founded;

--# step: users (100,000)
SELECT pg_temp.set_indexes_aside('auth.users');
INSERT INTO auth.users (
    id, username, email, password, first_name, last_name, is_active, is_staff, date_joined,
    last_login, updated_at, phone, organization_id, department, position, preferences)
SELECT
    10000 + number, username, username || '@' || domain, password, first_name, last_name,
    pg_temp.pick(number, 1, 20) > 0, pg_temp.pick(number, 2, 100) = 0, joined,
    CASE WHEN pg_temp.pick(number, 3, 10) > 0 THEN
        joined + (until - joined) * (pg_temp.pick(number, 4, 1000000) / 1000000.0)
    END,
    joined,
    CASE WHEN chinese THEN '+86 1' || 3000000000 + number * 37 ELSE '+44 20 7946 ' || lpad((number % 10000)::text, 4, '0') END,
    organization_id,
    (CASE WHEN chinese THEN ('{数据部,算法部,平台部,风控部,运维部,产品部,市场部,客服部,财务部,人力资源部,研究院,质量部}'::text[])
         ELSE ('{Data,Algorithms,Platform,Risk,Operations,Product,Marketing,Support,Finance,People,Research,Quality}'::text[])
    END)[1 + pg_temp.pick(number, 5, 12)],
    (CASE WHEN chinese THEN ('{工程师,高级工程师,分析师,科学家,经理,主管,专员,实习生}'::text[])
         ELSE ('{Engineer,Senior engineer,Analyst,Scientist,Manager,Lead,Specialist,Intern}'::text[])
    END)[1 + pg_temp.pick(number, 6, 8)],
    jsonb_build_object('language', CASE WHEN chinese THEN 'zh-CN' ELSE 'en' END, 'theme', 'system')
FROM (
    SELECT
        number, place.organization_id, domain, chinese, until,
        until - make_interval(mins => pg_temp.pick(number, 7, 2600000)) AS joined,
        CASE WHEN chinese
             THEN (surname)[1] ELSE (family)[1] END AS last_name,
        CASE WHEN chinese THEN (given)[1] ELSE (christened)[1] END AS first_name,
        CASE WHEN chinese THEN (surname)[2] || (given)[2] ELSE lower((christened)[1] || '.' || (family)[1]) END
            || number AS username
    FROM generate_series(1, 100000) AS number
    CROSS JOIN (SELECT current_setting('seed.until')::timestamptz AS until) AS clock
    CROSS JOIN LATERAL (
        SELECT pg_temp.organization_at(CASE WHEN number % 2 = 0 THEN 0 ELSE 1 + number / 2 % 19 END) AS organization_id
    ) AS place
    CROSS JOIN LATERAL (
        SELECT organization_id IN (1, 101, 103, 105, 107, 109, 111, 113, 115, 117)
                   AND pg_temp.pick(number, 8, 10) > 0 AS chinese,
               CASE organization_id WHEN 1 THEN 'chenguang' WHEN 2 THEN 'northwind' ELSE 'company-' || organization_id END
                   || '.example' AS domain
    ) AS habit
    CROSS JOIN LATERAL (
        SELECT
            string_to_array(('{王 wang,李 li,张 zhang,刘 liu,陈 chen,杨 yang,赵 zhao,黄 huang,周 zhou,吴 wu,徐 xu,孙 sun,胡 hu,朱 zhu,高 gao,林 lin,何 he,郭 guo,马 ma,罗 luo,梁 liang,宋 song,郑 zheng,谢 xie,韩 han,唐 tang,冯 feng,于 yu,董 dong,萧 xiao,程 cheng,曹 cao,袁 yuan,邓 deng,许 xu,傅 fu,沈 shen,曾 zeng,彭 peng,吕 lv,欧阳 ouyang,司马 sima}'::text[])[1 + pg_temp.pick(number, 9, 42)], ' ') AS surname,
            string_to_array(('{伟 wei,芳 fang,娜 na,敏 min,静 jing,丽 li,强 qiang,磊 lei,洋 yang,艳 yan,勇 yong,军 jun,杰 jie,娟 juan,涛 tao,明 ming,超 chao,霞 xia,平 ping,刚 gang,秀英 xiuying,桂英 guiying,建华 jianhua,志强 zhiqiang,雨桐 yutong,子涵 zihan,欣怡 xinyi,浩然 haoran,宇轩 yuxuan,梓萱 zixuan,思远 siyuan,若曦 ruoxi,晓东 xiaodong,文博 wenbo,嘉怡 jiayi,俊杰 junjie,诗涵 shihan,天佑 tianyou,云飞 yunfei,一鸣 yiming}'::text[])[1 + pg_temp.pick(number, 10, 40)], ' ') AS given,
            string_to_array(('{Almeida,Andersen,Becker,Bennett,Brown,Carter,Chen,Costa,Dubois,Evans,Fischer,Garcia,Green,Haddad,Hansen,Hughes,Ivanov,Jansen,Johnson,Khan,Kowalski,Lopez,Martin,Mbeki,Meyer,Mori,Murphy,Nair,Novak,Okafor,Patel,Petrov,Rossi,Sato,Schmidt,Silva,Singh,Smith,Tanaka,Walker,Wilson,Young}'::text[])[1 + pg_temp.pick(number, 11, 42)], ' ') AS family,
            string_to_array(('{Adam,Aisha,Alice,Amir,Ana,Anna,Ben,Carla,Chloe,Daniel,David,Elena,Emma,Erik,Eva,Felix,Grace,Hana,Hugo,Ines,Ivan,James,Julia,Karim,Kenji,Laura,Leo,Lucas,Maria,Mia,Nina,Noah,Olga,Omar,Paul,Priya,Rosa,Sara,Tom,Zoe}'::text[])[1 + pg_temp.pick(number, 12, 40)], ' ') AS christened
    ) AS names
) AS person
CROSS JOIN (SELECT password FROM auth.users WHERE id = 1) AS everybodys;
SELECT pg_temp.put_indexes_back('auth.users');

--# step: months of the audit log
SELECT public.ensure_audit_partitions(12, 12);

--# beside: datasets (1,000,000)
SELECT pg_temp.set_indexes_aside('data_platform.datasets');
INSERT INTO data_platform.datasets (
    id, organization_id, name, storage_location, format, created_by, created_at, updated_at,
    size_bytes, row_count, tags, is_public, version)
SELECT
    10000 + number, pg_temp.organization_at(place), pg_temp.dataset_name(number),
    's3://terrace/organization-' || pg_temp.organization_at(place) || '/dataset-' || 10000 + number,
    ('{csv,parquet,json,jsonl,parquet,csv,arrow,image,text,audio}'::text[])[1 + pg_temp.pick(number, 22, 10)],
    pg_temp.user_at(place, pg_temp.pick(number, 23, 50000)), created,
    created + (until - created) * (pg_temp.pick(number, 24, 1000) / 1000.0),
    row_count * (40 + pg_temp.pick(number, 25, 400)), row_count,
    ('{"{sales,daily}","{risk}","{risk,pii}","{nlp}","{vision}","{iot,hourly}","{web}","{features}",NULL,NULL}'::text[])
        [1 + pg_temp.pick(number, 26, 10)]::text[],
    pg_temp.pick(number, 27, 50) = 0, (1 + pg_temp.pick(number, 28, 24))::text
FROM generate_series(1, 1000000) AS number
CROSS JOIN (SELECT current_setting('seed.until')::timestamptz AS until) AS clock
CROSS JOIN LATERAL (
    SELECT CASE WHEN number % 25000 = 0 THEN 0 ELSE pg_temp.place_of(number, 21) END AS place,
           until - make_interval(mins => pg_temp.pick(number, 29, 1500000)) AS created,
           ('{100,1000,10000,100000,1000000,10000000,100000000}'::bigint[])[1 + pg_temp.pick(number, 30, 7)]
               + pg_temp.pick(number, 31, 100000) AS row_count
    OFFSET 0
) AS facts;
SELECT pg_temp.put_indexes_back('data_platform.datasets');

--# beside: audit log (10,000,000), 1 of 13
CALL pg_temp.fill_audit_month(12);

--# beside: audit log (10,000,000), 2 of 13
CALL pg_temp.fill_audit_month(11);

--# beside: audit log (10,000,000), 3 of 13
CALL pg_temp.fill_audit_month(10);

--# beside: audit log (10,000,000), 4 of 13
CALL pg_temp.fill_audit_month(9);

--# beside: audit log (10,000,000), 5 of 13
CALL pg_temp.fill_audit_month(8);

--# beside: audit log (10,000,000), 6 of 13
CALL pg_temp.fill_audit_month(7);

--# beside: audit log (10,000,000), 7 of 13
CALL pg_temp.fill_audit_month(6);

--# beside: audit log (10,000,000), 8 of 13
CALL pg_temp.fill_audit_month(5);

--# beside: audit log (10,000,000), 9 of 13
CALL pg_temp.fill_audit_month(4);

--# beside: audit log (10,000,000), 10 of 13
CALL pg_temp.fill_audit_month(3);

--# beside: audit log (10,000,000), 11 of 13
CALL pg_temp.fill_audit_month(2);

--# beside: audit log (10,000,000), 12 of 13
CALL pg_temp.fill_audit_month(1);

--# beside: audit log (10,000,000), 13 of 13
CALL pg_temp.fill_audit_month(0);

--# step: numbers of what people create from here on
SELECT setval('auth.organizations_id_seq', 2000), setval('auth.users_id_seq', 200000),
       setval('data_platform.datasets_id_seq', 2000000), setval('public.audit_logs_id_seq', 20000000);

--# step: statistics and visibility
VACUUM (ANALYZE) auth.organizations, auth.users, data_platform.datasets, public.audit_logs;
