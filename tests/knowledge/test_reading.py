"""What a person says of themselves, in people's words, becomes facts; what is not theirs or not certain does not."""

from datetime import date

import pytest

from policybook.facts import from_json, to_json
from policybook.loading import load
from policybook.reading import read

BOOK = load()
ON = date(2026, 11, 20)

# asked | what is said | facts told (JSON form); a fact marked ~ is vague, ? stands for "not taken".
REPLIES = """
degree | 硕士 | degree=硕士
degree | 郑大硕士 | degree=硕士 school_outside_zhengzhou=false
degree | 研究生 | degree=硕士
degree | 我是博士研究生 | degree=博士
degree | 本科毕业 | degree=本科
degree | 专科 | degree=大专
degree | 专升本 | degree=本科
degree | 不是硕士，是博士 | degree=博士
degree | 不是博士 |
degree | 硕士，本科也是郑大的 | degree=硕士 school_outside_zhengzhou=false
degree | 技工院校预备技师 | degree=预备技师
degree | 高中 | degree=其他
degree | 都不是 | degree=其他
degree | 在读硕士 | degree=硕士 still_studying=true
degree | 本科，准备考硕士 | degree=本科
degree | 第二个 | degree=硕士
degree | 2 | degree=硕士
degree | 我对象是博士 |
degree | 如果我是硕士呢 |
degree | 硕士能领多少 |
degree | 我对象是博士，我是硕士 | degree=硕士
degree | 我和我对象都是硕士 | degree=硕士
degree | 同事是博士 |
degree | PhD | degree=博士
degree | 海归硕士 | degree=硕士 overseas_degree=true
degree | 嗯就是普通一本 | degree=本科
degree | 我硕士毕业三年了 | degree=硕士 graduated_on=2022-11-21/2023-11-20
full_time | 是的 | full_time=true
full_time | 嗯呢 | full_time=true
full_time | 不 | full_time=false
born_on | 一九九三 | born_on=1993
age | 32.5岁 | born_on=1993-11-21/1994-11-20
graduated_on | 本科19年毕业，硕士22年毕业 | degree=硕士 graduated_on=2022
graduated_on | 我19级的 |
graduated_on | 2019年入学，2023年毕业 | graduated_on=2023
graduated_on | 还没毕业，明年六月 | graduated_on=2027-06 still_studying=true employment=在校
household_in_zhengzhou | 集体户口，在郑州 | household_in_zhengzhou=true
household_in_zhengzhou | 去年刚迁过来 | household_in_zhengzhou=true household_moved_on=2025
household_in_zhengzhou | 在商丘 | household_in_zhengzhou=false
works_in_zhengzhou | 不，在北京 | works_in_zhengzhou=false
pension_months | 还没交 | pension_months=0
pension_months | 没有 | pension_months=0
social_card_active | 卡有，没激活 | social_card_active=false
full_time | 是 | full_time=true
full_time | 对 | full_time=true
full_time | 对对 | full_time=true
full_time | 嗯 | full_time=true
full_time | 嗯嗯是的 | full_time=true
full_time | 全日制的 | full_time=true
full_time | 统招 | full_time=true
full_time | 算是吧 | full_time=true
full_time | 当然是啊 | full_time=true
full_time | 不是 | full_time=false
full_time | 非全 | full_time=false
full_time | 非全日制 | full_time=false
full_time | 不是全日制 | full_time=false
full_time | 自考的 | full_time=false
full_time | 在职研究生 | full_time=false degree=硕士
full_time | 不是，在职读的 | full_time=false
full_time | 应该是吧 | ~full_time
full_time | 好像是 | ~full_time
full_time | 什么是全日制 |
full_time | 是不是全日制有什么关系 |
full_time | 对了，窗口在哪 |
full_time | 我对象是全日制的 |
full_time | 对象是博士 |
full_time | 没听懂 |
full_time | 不知道 |
full_time | 为什么问这个 |
full_time | 不对，我是硕士 | degree=硕士
full_time | 中 | full_time=true
full_time | 必须的 | full_time=true
social_card_active | 激活了 | social_card_active=true
social_card_active | 早就激活了 | social_card_active=true
social_card_active | 没激活 | social_card_active=false
social_card_active | 还没有 | social_card_active=false
social_card_active | 还没呢 | social_card_active=false
social_card_active | 没有 | social_card_active=false
social_card_active | 没有啊 | social_card_active=false
social_card_active | 没呢 | social_card_active=false
social_card_active | 早就办了 | social_card_active=true
social_card_active | 有 | social_card_active=true
social_card_active | 已经激活过了 | social_card_active=true
social_card_active | 没来得及去激活 | social_card_active=false
social_card_active | 怎么激活 |
social_card_active | 社保卡丢了 | social_card_active=false
household_in_zhengzhou | 在 | household_in_zhengzhou=true
household_in_zhengzhou | 不在 | household_in_zhengzhou=false
household_in_zhengzhou | 没落户 | household_in_zhengzhou=false
household_in_zhengzhou | 还没落户 | household_in_zhengzhou=false
household_in_zhengzhou | 户口在洛阳 | household_in_zhengzhou=false
household_in_zhengzhou | 在老家 | household_in_zhengzhou=false
household_in_zhengzhou | 有，2020年迁的 | household_in_zhengzhou=true
household_in_zhengzhou | 落了，2020年落的户 | household_in_zhengzhou=true household_moved_on=2020
household_in_zhengzhou | 在金水区 | household_in_zhengzhou=true
household_in_zhengzhou | 准备落户 |
household_in_zhengzhou | 我老婆户口在郑州 |
no_criminal_record | 没有 | no_criminal_record=true
no_criminal_record | 对 | no_criminal_record=true
no_criminal_record | 是的 | no_criminal_record=true
no_criminal_record | 有过 | no_criminal_record=false
no_criminal_record | 没有犯罪记录 | no_criminal_record=true
first_home | 首套 | first_home=true
first_home | 是首套 | first_home=true
first_home | 不是首套 | first_home=false
first_home | 二套了 | first_home=false
first_home | 是的，第一次 | first_home=true
owns_home_in_zhengzhou | 没买房 | owns_home_in_zhengzhou=false bought_home=false
owns_home_in_zhengzhou | 有一套 | owns_home_in_zhengzhou=true
owns_home_in_zhengzhou | 没有，租房住 | owns_home_in_zhengzhou=false rents_in_zhengzhou=true
dishonesty_listed | 没有没有 | dishonesty_listed=false
dishonesty_listed | 哪有 | dishonesty_listed=false
recommended_by_employer | 愿意 | recommended_by_employer=true
recommended_by_employer | 可以的 | recommended_by_employer=true
recommended_by_employer | 不愿意 | recommended_by_employer=false
buyer_is_self_or_spouse | 是我自己 | buyer_is_self_or_spouse=true
buyer_is_self_or_spouse | 我爸买的 | buyer_is_self_or_spouse=false
buyer_is_self_or_spouse | 写的我老婆的名字 | buyer_is_self_or_spouse=true
family_of_talent | 我爸是B类人才 | family_of_talent=true
family_of_talent | 不是 | family_of_talent=false
born_on | 1993 | born_on=1993
born_on | 九三年的 | born_on=1993
born_on | 93年的 | born_on=1993
born_on | 93年3月 | born_on=1993-03
born_on | 1993年3月 | born_on=1993-03
born_on | 1993-03-05 | born_on=1993-03-05
born_on | 1993.3.5 | born_on=1993-03-05
born_on | 19930305 | born_on=1993-03-05
born_on | 199303 | born_on=1993-03
born_on | 一九九三年三月五号 | born_on=1993-03-05
born_on | 二零零一年 | born_on=2001
born_on | 零一年的 | born_on=2001
born_on | 八九年 | born_on=1989
born_on | 95 | born_on=1995
born_on | 01 | born_on=2001
born_on | 九五年十二月 | born_on=1995-12
born_on | 32 | born_on=1993-11-21/1994-11-20
born_on | 32岁 | born_on=1993-11-21/1994-11-20
born_on | 我今年三十二岁 | born_on=1993-11-21/1994-11-20
born_on | 三十二 | born_on=1993-11-21/1994-11-20
born_on | 三十多岁 | ~born_on=1986-11-21/1996-11-20
born_on | 快35了 | ~born_on
born_on | 35左右 | ~born_on
born_on | 90后 | ~born_on=1990-01-01/1999-12-31
born_on | 95后 | ~born_on=1995-01-01/1999-12-31
born_on | 去年六月毕业 | graduated_on=2025-06
age | 三十二 | born_on=1993-11-21/1994-11-20
age | 32岁 | born_on=1993-11-21/1994-11-20
age | 35 | born_on=1990-11-21/1991-11-20
age | 今年28 | born_on=1997-11-21/1998-11-20
age | 快35了 | ~age
age | 93年的 | born_on=1993
age | 刚满18周岁 | born_on=2007-11-21/2008-11-20
graduated_on | 去年六月毕业 | graduated_on=2025-06
graduated_on | 去年六月 | graduated_on=2025-06
graduated_on | 去年 | graduated_on=2025
graduated_on | 前年 | graduated_on=2024
graduated_on | 大前年毕业的 | graduated_on=2023
graduated_on | 今年7月 | graduated_on=2026-07
graduated_on | 今年刚毕业 | graduated_on=2026
graduated_on | 2024届 | graduated_on=2024
graduated_on | 24届 | graduated_on=2024
graduated_on | 19年毕业的 | graduated_on=2019
graduated_on | 一九年 | graduated_on=2019
graduated_on | 二三年毕业 | graduated_on=2023
graduated_on | 2019年6月30日 | graduated_on=2019-06-30
graduated_on | 2019/6/30 | graduated_on=2019-06-30
graduated_on | 2019.6 | graduated_on=2019-06
graduated_on | 上个月 | graduated_on=2026-10
graduated_on | 刚毕业 |
graduated_on | 明年毕业 | graduated_on=2027
graduated_on | 明年六月 | graduated_on=2027-06
graduated_on | 毕业三年了 | graduated_on=2022-11-21/2023-11-20
graduated_on | 三年了 | graduated_on=2022-11-21/2023-11-20
graduated_on | 三年多了 | ~graduated_on=2022-11-21/2023-11-20
graduated_on | 三年前 | ~graduated_on=2023
graduated_on | 毕业半年 | graduated_on=2026-04-21/2026-05-20
graduated_on | 不到一年 | ~graduated_on=2025-11-21/2026-11-20
graduated_on | 两三年吧 | ~graduated_on=2022-11-21/2024-11-20
graduated_on | 好几年了 | ~graduated_on
graduated_on | 6月份 | ~graduated_on=2026-06
graduated_on | 2018年夏天 | ~graduated_on=2018-05-01/2018-08-31
graduated_on | 2019年上半年 | ~graduated_on=2019-01-01/2019-06-30
graduated_on | 去年底 | ~graduated_on=2025-10-01/2025-12-31
graduated_on | 我对象去年毕业 |
graduated_on | 硕士是2019年拿的毕业证 | graduated_on=2019 degree=硕士
graduated_on | 2020 | graduated_on=2020
graduated_on | 20 | ~graduated_on=2020
graduated_on | 2023年左右 | ~graduated_on=2023
graduated_on | 98 | ~graduated_on=1998
graduated_on | 27 | ~graduated_on=2027
graduated_on | 29 | ~graduated_on
graduated_on | 两三年前毕业的 | ~graduated_on=2023-01-01/2024-12-31
graduated_on | 三四年前 | ~graduated_on=2022-01-01/2023-12-31
graduated_on | 七八年前 | ~graduated_on=2018-01-01/2019-12-31
graduated_on | 3到5年前 | ~graduated_on=2021-01-01/2023-12-31
graduated_on | 十年前 | ~graduated_on=2016
graduated_on | 十三四年前 | ~graduated_on
graduated_on | 2012年以前毕业的 | ~graduated_on
pension_months | 五六个月前开始交的 | ~pension_since=2026-05-01/2026-06-30
born_on | 五个月 |
born_on | 不对，是六个月 |
born_on | 五个月社保 | pension_since=2026-05-21/2026-06-20
age | 虚岁36 | ~born_on=1990-11-21/1992-11-20
born_on | 虚36 | ~born_on=1990-11-21/1992-11-20
born_on | 36岁（虚岁） | ~born_on=1990-11-21/1992-11-20
pension_kind | 好像是职工的 | ~pension_kind=企业职工
pension_kind | 老板给交 | pension_kind=企业职工
pension_kind | 厂里交的 | pension_kind=企业职工
pension_kind | 单位交 | pension_kind=企业职工
pension_kind | 单位给交 | pension_kind=企业职工
insured_through_employer | 单位给交 | insured_through_employer=true pension_kind=企业职工
degree | 应该是硕士 | ~degree=硕士
household_in_zhengzhou | 户口应该在郑州吧 | ~household_in_zhengzhou=true
household_in_zhengzhou | 应该在郑州吧 | ~household_in_zhengzhou=true
household_in_zhengzhou | 还没迁过来 | household_in_zhengzhou=false
school_outside_zhengzhou | 郑大 | school_outside_zhengzhou=false
school_outside_zhengzhou | 在郑州大学当老师 | works_in_zhengzhou=true
home_district | 惠济区的房子 | home_district=惠济区
employment | 编制内 | employment=机关事业单位
born_on | 九七年生哩 | born_on=1997
graduated_on | 前年毕哩业 | graduated_on=2024
years_since_graduation | 3年 | graduated_on=2022-11-21/2023-11-20
years_since_graduation | 两年 | graduated_on=2023-11-21/2024-11-20
years_since_graduation | 3 | graduated_on=2022-11-21/2023-11-20
pension_months | 俩月 | pension_since=2026-08-21/2026-09-20
pension_months | 交了俩月社保 | pension_since=2026-08-21/2026-09-20
pension_months | 3个月 | pension_since=2026-07-21/2026-08-20
pension_months | 三个月 | pension_since=2026-07-21/2026-08-20
pension_months | 3 | pension_since=2026-07-21/2026-08-20
pension_months | 三 | pension_since=2026-07-21/2026-08-20
pension_months | 半年 | pension_since=2026-04-21/2026-05-20
pension_months | 一年 | pension_since=2024-11-21/2025-11-20
pension_months | 一年多 | ~pension_since=2024-11-21/2025-11-20
pension_months | 一年半 | pension_since=2025-04-21/2025-05-20
pension_months | 一年零三个月 | pension_since=2025-07-21/2025-08-20
pension_months | 仨月 | pension_since=2026-07-21/2026-08-20
pension_months | 刚满一个月 | pension_since=2026-09-21/2026-10-20
pension_months | 三个多月 | ~pension_since=2026-07-21/2026-08-20
pension_months | 两三个月 | ~pension_since=2026-07-21/2026-09-20
pension_months | 0个月 | pension_months=0
pension_months | 0 | pension_months=0
pension_months | 几个月吧 | ~pension_months
pension_months | 大概半年 | ~pension_months
pension_months | 快三个月了 | ~pension_since=2026-08-21/2026-09-20
pension_months | 从2024年3月开始交的 | pension_since=2024-03
pension_months | 去年三月开始交 | pension_since=2025-03
pension_months | 没交社保 | pension_kind=没有缴 pension_months=0
pension_kind | 单位交的职工养老 | pension_kind=企业职工
pension_kind | 居民养老 | pension_kind=城乡居民
pension_kind | 没交 | pension_kind=没有缴
pension_kind | 没有 | pension_kind=没有缴
employment | 单位是事业编 | employment=机关事业单位
employment | 自己开公司 | employment=自主创业
employment | 公务员 | employment=公务员或参公
employment | 还没找工作，没工作 | employment=暂未就业 works_in_zhengzhou=false
employment | 在企业上班 | employment=企业
employment | 国企 | employment=企业
employment | 大四学生 | employment=在校 still_studying=true
contract_years | 三年 | contract_years=3
contract_years | 签了五年合同 | contract_years=5
contract_years | 3 | contract_years=3
contract_years | 一年半 | contract_years=1.5
contract_years | 36个月 | contract_years=3
contract_years | 两三年 | ~contract_years
work_permit_points | 75分 | work_permit_points=75
work_permit_points | 六十五 | work_permit_points=65
work_experience_years | 15年 | work_experience_years=15
work_experience_years | 工作三年了 | work_experience_years=3
business_months | 半年 | business_since=2026-04-21/2026-05-20
years_from_graduation_to_household | 毕业后两年 | years_from_graduation_to_household=2
home_district | 金水 | home_district=金水区
home_district | 房子在郑东新区 | home_district=郑东新区
home_district | 航空港那边 | home_district=航空港区
home_district | 我在金水上班，房子在荥阳 | home_district=荥阳市 zone=金水区 works_in_zhengzhou=true
home_district | 我上班在高新区，房子买在二七区 | home_district=二七区 zone=高新区
home_district | 我现在租在金水，房子买在中牟 | home_district=中牟县
home_bought_on | 前年10月签的合同 | home_bought_on=2024-10
home_bought_on | 2022年4月20号 | home_bought_on=2022-04-20
talent_category | B类 | talent_category=B类
talent_category | 没有认定 | talent_category=没有认定
talent_category | 没有 | talent_category=没有认定
talent_category | 没评上 | talent_category=没有认定
talent_category | C | talent_category=C类
nationality | 中国 | nationality=中国
nationality | 我是美国人 | nationality=外国
title | 没有 | title=
zone | 高新区 | zone=高新区
talent_category | asdfgh |
talent_category | 没房子 |
talent_category | 没户口 |
talent_category | 没交过社保 | pension_kind=没有缴
talent_category | 我不是本科，是硕士 | degree=硕士
talent_category | 没有啊 | talent_category=没有认定
talent_category | 我没有 | talent_category=没有认定
talent_category | 没有呢，户口在郑州 | talent_category=没有认定 household_in_zhengzhou=true
talent_category | c吧 | talent_category=C类
talent_category | 没有房子 | owns_home_in_zhengzhou=false
talent_category | 没什么文化 |
talent_category | 都不是吧 | talent_category=没有认定
no_criminal_record | 没有房子 | owns_home_in_zhengzhou=false
no_criminal_record | 没户口 |
no_criminal_record | 没有的 | no_criminal_record=true
no_criminal_record | 有房子 |
urgent_talent | 评上了中级职称 |
pension_months | 没户口 |
pension_months | 没房子 |
pension_months | 还没开始交呢 | pension_months=0
full_time | 没户口 |
social_card_active | 没房子 |
social_card_active | 已经毕业了 | still_studying=false
social_card_active | 已经办好了 | social_card_active=true
recommended_by_employer | 同意书还没拿 |
employer_in_china | 没单位 | employer_in_china=false
household_in_zhengzhou | 没迁呢 | household_in_zhengzhou=false
household_in_zhengzhou | 刚迁 | household_in_zhengzhou=true
full_time | 算了 |
full_time | 有对象 |
full_time | 没对象 |
overseas_degree | 已经毕业了 | still_studying=false
top_overseas_university | 已经毕业了 | still_studying=false
still_studying | 我不是本科，是硕士 | degree=硕士
social_card_active | 没交过社保 | pension_kind=没有缴
work_experience_years | 没工作 | employment=暂未就业 works_in_zhengzhou=false
work_experience_years | 没有工作经验 | work_experience_years=0
school_outside_zhengzhou | 不是郑州的 | school_outside_zhengzhou=true
school_outside_zhengzhou | 不在郑州 | school_outside_zhengzhou=true
school_outside_zhengzhou | 在郑州 | school_outside_zhengzhou=false
degree_accepted | 不好说 | ~degree_accepted
graduated_on | 我2099年出生 | born_on=2099
graduated_on | 我93年出生 | born_on=1993
graduated_on | 按2018年的规定社保要交几个月 |
graduated_on | 2018年那版是不是毕业三年内 |
graduated_on | 规定是毕业三年内 |
pension_months | 2018年那会的规定社保要交几个月 |
pension_months | 社保要交几个月 |
pension_months | 要满几个月 |
graduated_on | 毕业得几年以内 |
married_on | 俺俩打算过两年结婚 |
married_on | 过两年 |
married_on | 准备明年结婚 |
graduated_on | 打算明年六月毕业 | graduated_on=2027-06
graduated_on | 再过一年毕业 |
graduated_on | 一年以后毕业 |
pension_months | 交过两年 | pension_since=2023-11-21/2024-11-20
age | 我30岁，不对，31岁 | born_on=1994-11-21/1995-11-20
age | 30，不对，31 | born_on=1994-11-21/1995-11-20
degree | 本科，说错了，硕士 | degree=硕士
degree | 硕士，不对，本科 | degree=本科
household_moved_on | 本科2019年毕业，硕士2022年毕业 | degree=硕士 graduated_on=2022
age | 俺今年三十三 | born_on=1992-11-21/1993-11-20
born_on | 俺93年哩 | born_on=1993
born_on | 俺属虎 |
household_moved_on | 毕业那年就迁了，2020年毕业 | ~household_moved_on graduated_on=2020
household_moved_on | 2020年毕业，毕业那年就迁了 | graduated_on=2020 ~household_moved_on=2020
household_in_zhengzhou | 户口年前就迁过来了 | household_in_zhengzhou=true
household_in_zhengzhou | 户口打算明年迁过来 |
household_in_zhengzhou | 俺想把户口迁到郑州 |
household_in_zhengzhou | 打算把户口迁来郑州 |
household_in_zhengzhou | 户口还没迁过来 | household_in_zhengzhou=false
share_percent | 40% | share_percent=40
employment | 灵活就业 |
pension_kind | 灵活就业 |
pension_kind | 还没有交 | pension_kind=没有缴
talent_category | 暂时没有 | talent_category=没有认定
talent_category | 没办法 |
talent_category | 木有 | talent_category=没有认定
no_criminal_record | 没犯过 | no_criminal_record=true
no_criminal_record | 没有任何犯罪记录 | no_criminal_record=true
household_in_zhengzhou | 在老家呢 | household_in_zhengzhou=false
household_in_zhengzhou | 在郑州这边 | household_in_zhengzhou=true
household_in_zhengzhou | 在，不对，不在 | household_in_zhengzhou=false
graduated_on | 我想应该是2020年毕业 | ~graduated_on=2020
contract_years | 准备签三年 |
"""

VOLUNTEERED = """
老公是博士我是本科 | degree=本科
我是本科我老公是博士 | degree=本科
公司在郑州注册的 | employer_registered_in_zhengzhou=true
不是2019年，是2020年毕业 | graduated_on=2020
我19级的，23年毕业 | graduated_on=2023
我是硕士 | degree=硕士
我是郑大硕士，去年毕业 | degree=硕士 school_outside_zhengzhou=false graduated_on=2025
我是硕士，去年毕业，户口在郑州 | degree=硕士 graduated_on=2025 household_in_zhengzhou=true
不对，我是硕士 | degree=硕士
说错了，是2019年毕业 | graduated_on=2019
说错了，是2019年6月毕业的 | graduated_on=2019-06
我是93年的，本科毕业 | born_on=1993 degree=本科
我今年32岁 | born_on=1993-11-21/1994-11-20
我32，硕士 | born_on=1993-11-21/1994-11-20 degree=硕士
我2020年毕业2021年落户 | graduated_on=2020 household_moved_on=2021
户口在郑州 | household_in_zhengzhou=true
我没落户 | household_in_zhengzhou=false
户口不在郑州 | household_in_zhengzhou=false
社保卡激活了 | social_card_active=true
社保卡还没激活 | social_card_active=false
我的社保卡已经激活 | social_card_active=true
我没买房 | bought_home=false
我交了俩月社保 | pension_since=2026-08-21/2026-09-20
社保交了三个月 | pension_since=2026-07-21/2026-08-20
我在郑州上班 | works_in_zhengzhou=true
我在事业单位上班 | employment=机关事业单位
我是海归 | overseas_degree=true
我不是硕士 |
我对象是博士 |
我老公是博士，去年毕业，户口在郑州 |
我老公是博士，我是硕士 | degree=硕士
如果我是硕士呢 |
要是我户口在郑州能领吗 |
我是硕士吗 |
硕士能领多少 |
硕士补贴 |
海归有什么政策 |
海归补贴 |
落户条件 |
怎么落户 |
我想落户 |
我准备买房 |
我同学是硕士 |
我们公司招了个博士 |
帮我孩子问一下，他是本科 |
我是硕士能领多少 | degree=硕士
我硕士毕业三年了还能领吗 | degree=硕士 graduated_on=2022-11-21/2023-11-20
我户口在洛阳，能申请吗 | household_in_zhengzhou=false
我爸是A类人才 | family_of_talent=true
我是A类人才的孩子 | family_of_talent=true
我是B类人才 | talent_category=B类
我是国家杰青 | title=国家杰出青年科学基金项目完成人
我今年刚毕业的硕士 | degree=硕士 graduated_on=2026
我没有犯罪记录 | no_criminal_record=true
我和老婆都没买房 | bought_home=false
我在高新区上班 | works_in_zhengzhou=true zone=高新区
房子在金水区 | home_district=金水区
生活补贴多少钱 |
购房补贴要什么材料 |
你好 |
谢谢 |
今天天气不错 |
补贴发到去年六月了 |
2018年那会的规定社保要交几个月 |
我是硕士，按2018年的规定社保要交几个月 | degree=硕士
我是硕士按2018年的政策能领多少 | degree=硕士
俺俩打算过两年结婚 |
我是本科，俺俩打算过两年结婚 | degree=本科
我打算过两年在郑州买房 |
我30岁，不对，31岁 | born_on=1994-11-21/1995-11-20
我是硕士，30岁，不对，31岁 | degree=硕士 born_on=1994-11-21/1995-11-20
我没工作，不对，我在郑州上班 | works_in_zhengzhou=true
我300岁，说错了，30岁 | born_on=1995-11-21/1996-11-20
我是海归硕士，帮我看看生活补贴符合不，全日制 | degree=硕士 overseas_degree=true full_time=true
帮俺看看我符合不，我是本科 | degree=本科
替我算算能领多少，我硕士毕业三年 | degree=硕士 graduated_on=2022-11-21/2023-11-20
给我看看，本科，2022年毕业 | degree=本科 graduated_on=2022
帮我看看我30岁硕士能领啥 | degree=硕士 born_on=1995-11-21/1996-11-20
帮我看看硕士能领多少 |
帮我看看B类人才有什么待遇 |
帮我问一下，博士能领多少 |
帮我看看，海归政策 |
帮我同学问一下，他是本科 |
替我老公问问，他是博士 |
帮我朋友看看，30岁，硕士 |
毕业时间说错了，是今年6月 | graduated_on=2026-06
年龄说错了，31 | born_on=1994-11-21/1995-11-20
毕业时间错了，2025年的 | graduated_on=2025
我计点60分 | work_permit_points=60
计点60分 | work_permit_points=60
不对，计点是59分 | work_permit_points=59
我占股40% | share_percent=40
我占百分之四十的股份 | share_percent=40
俺今年三十三 | born_on=1992-11-21/1993-11-20
俺93年哩 | born_on=1993
我2008年来郑州哩 | arrived_on=2008
已经把户口迁到郑州了 | household_in_zhengzhou=true
我想把户口迁到郑州，您领着我办 |
以前在北京上班，现在在航空港区一家公司上班 | works_in_zhengzhou=true employment=企业 zone=航空港区
户口年前就迁过来了 | household_in_zhengzhou=true
户口打算明年迁过来 |
2020年毕业，毕业那年就迁了 | graduated_on=2020 ~household_moved_on=2020
我是灵活就业 |
我以灵活就业身份交的社保 | insured_through_employer=false
我属虎 |
我当年毕业就来了 |
户口要迁过来 |
社保说错了，五个月 | pension_since=2026-05-21/2026-06-20
户口说错了，在老家 | household_in_zhengzhou=false
我的年龄不对，是31 | born_on=1994-11-21/1995-11-20
我在郑州高等师范学校2020年毕业 | graduated_on=2020
我是国家杰青，也是中原学者 | title=国家杰出青年科学基金项目完成人、中原学者
我是全国技术能手 | title=全国技术能手
我是硕士，户口应该在郑州吧 | degree=硕士 ~household_in_zhengzhou
我户口好像在郑州 | ~household_in_zhengzhou
我应该是硕士 | ~degree
我可能是2020年毕业的 | ~graduated_on=2020
在郑州大学当老师，刚入职三个月，编制内 | works_in_zhengzhou=true employment=机关事业单位
我单位是郑州大学 | works_in_zhengzhou=true
我在郑大一附院上班 | works_in_zhengzhou=true
我是美国人，在郑州大学教英语 | nationality=外国 works_in_zhengzhou=true
我郑州大学毕业 | school_outside_zhengzhou=false
我住郑州大学附近 |
我虚岁三十六 | ~born_on=1990-11-21/1992-11-20
我想给惠济区的房子申请购房补贴 | home_district=惠济区
房子是惠济区的 | home_district=惠济区
房子其实在中牟 | home_district=中牟县
我想买惠济区的房子 |
我打算在高新区上班 |
在高新区买了套loft公寓，首套，网签完税 | bought_home=true first_home=true home_district=高新区 home_registered=true
我在航空港区第一次买了新房 | bought_home=true home_district=航空港区 home_from_market=true
我在老家买了房 |
我租的房子在金水区 | rents_in_zhengzhou=true
我想在郑大当老师 |
我大约2023年毕业 | ~graduated_on=2023
我在商丘买了房 |
我搁航空港富士康干活哩 | works_in_zhengzhou=true zone=航空港区
老板给交着社保嘞，交了有仨月 | pension_kind=企业职工 pension_since=2026-07-21/2026-08-20
"""

ODD = """
born_on | 2035年
born_on | 1993年13月
born_on | 1993年2月30日
born_on | 1890年
pension_months | -3
born_on | 5岁
born_on | 2015年
pension_months | 负3个月
contract_years | -1
household_moved_on | 明年
home_bought_on | 2030年5月
graduated_on | 2019年13月
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def told(reading) -> str:
    """The reading as the tables write it."""
    parts = []
    for name in sorted({*reading.facts, *reading.vague}):
        value = "=" + written(to_json(reading.facts[name])) if name in reading.facts else ""
        parts.append(("~" if name in reading.vague else "") + name + value)
    return " ".join(parts)


def written(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "、".join(value) if isinstance(value, list) else str(value)


def ordered(expected: str) -> str:
    return " ".join(sorted(expected.split(), key=lambda part: part.lstrip("~").split("=")[0]))


@pytest.mark.parametrize(("asked", "text", "expected"), rows(REPLIES))
def test_a_reply_is_read_with_the_question_in_mind(asked, text, expected):
    assert told(read(BOOK, asked, text, [], None, ON)) == ordered(expected)


@pytest.mark.parametrize(("text", "expected"), rows(VOLUNTEERED))
def test_only_what_is_certainly_ones_own_is_taken_unasked(text, expected):
    assert told(read(BOOK, None, text, [], None, ON)) == ordered(expected)


@pytest.mark.parametrize(("asked", "text"), rows(ODD))
def test_what_cannot_be_is_said_in_chinese(asked, text):
    assert read(BOOK, asked, text, [], None, ON).odd


KNOWN = """
graduated_on | 一月份 | graduated_on=2023 | graduated_on=2023-01
graduated_on | 六月 | graduated_on=2023-03 | graduated_on=2023-06
graduated_on | 六月 | graduated_on=2022-11-21/2023-11-20 | graduated_on=2023-06
graduated_on | 十二月 | graduated_on=2022-11-21/2023-11-20 | graduated_on=2022-12
graduated_on | 十一月 | graduated_on=2022-11-21/2023-11-20 | ~graduated_on=2026-11
graduated_on | 一月份 |  | ~graduated_on=2026-01
graduated_on | 一月15号 | graduated_on=2023 | ~graduated_on=2026-01-15
graduated_on | 2023年，一月份 |  | graduated_on=2023-01
born_on | 一月份 | graduated_on=2023 | ~born_on=2026-01
household_moved_on | 毕业那年就迁了 | graduated_on=2020-06 | ~household_moved_on=2020
household_moved_on | 毕业当年就迁了 | graduated_on=2020-06 | ~household_moved_on=2020
household_moved_on | 毕业那年就迁了 |  | ~household_moved_on
 | 毕业那年落的户 | graduated_on=2020 | ~household_moved_on=2020
"""


@pytest.mark.parametrize(("asked", "text", "known", "expected"), rows(KNOWN))
def test_what_is_known_already_dates_what_is_said(asked, text, known, expected):
    before = {name: from_json(BOOK.facts[name], value) for name, _, value in (k.partition("=") for k in known.split())}
    assert told(read(BOOK, asked or None, text, [], None, ON, before)) == ordered(expected)


@pytest.mark.parametrize(
    ("text", "takes_back"),
    [
        ("不对，我在郑州上班了", True),
        ("我30岁，不对，31岁", True),
        ("毕业时间说错了，是今年6月", True),
        ("改一下，我是硕士", True),
        ("我是硕士", False),
        ("不对", False),
    ],
)
def test_a_message_that_takes_something_back_says_so(text, takes_back):
    assert read(BOOK, None, text, [], None, ON).corrects is takes_back


@pytest.mark.parametrize(
    ("text", "why"),
    [("我300岁", "年龄300周岁不太可能"), ("我2099年出生", "2099年还没有到"), ("我1850年出生", "1850年太早了")],
)
def test_what_cannot_be_is_told_in_the_persons_own_measure(text, why):
    assert read(BOOK, None, text, [], None, ON).odd == why


@pytest.mark.parametrize(
    ("asked", "text", "told_before", "expected"),
    [
        ("graduated_on", "哎，我说错了，29", "pension_kind=企业职工 born_on=1997-11-21/1998-11-20", "born_on"),
        ("full_time", "不对，不是", "born_on=1993 household_in_zhengzhou=true", "household_in_zhengzhou"),
        ("graduated_on", "不对，2019年6月", "born_on=1993", "graduated_on"),
        ("graduated_on", "不对，2019年6月", "born_on=1993 graduated_on=2019", "graduated_on"),
        ("full_time", "不对，我是硕士", "household_in_zhengzhou=true", "degree"),
        ("born_on", "不对，是六个月", "pension_since=2026-06-21/2026-07-20", "pension_since"),
    ],
)
def test_what_is_taken_back_without_being_named_was_told_last(asked, text, told_before, expected):
    pairs = (pair.partition("=") for pair in told_before.split())
    before = {n: from_json(BOOK.facts[n], {"true": True}.get(value, value)) for n, _, value in pairs}
    assert list(read(BOOK, asked, text, [], None, ON, before).facts) == [expected]


def test_what_is_taken_back_by_a_bare_no_is_turned_round():
    before = {"household_in_zhengzhou": True}
    assert read(BOOK, "full_time", "不对，不是", [], "deny", ON, before).facts == {"household_in_zhengzhou": False}


def test_what_is_taken_back_for_another_wish_stays_as_it_is():
    assert read(BOOK, "full_time", "不对，我想问别的", [], "deny", ON, {"household_in_zhengzhou": True}).facts == {}


@pytest.mark.parametrize(
    ("asked", "text", "unknown"),
    [
        ("b_class_accepted", "没问过", True),
        ("b_class_accepted", "我还没问过呢", True),
        ("work_permit_points", "没算过", True),
        ("graduated_on", "不着", True),
        ("graduated_on", "知不道啊", True),
        ("social_card_active", "没办过", False),
        ("no_criminal_record", "没犯过", False),
        ("b_class_accepted", "问过，可以", False),
        (None, "没问过", False),
    ],
)
def test_who_never_found_out_does_not_know(asked, text, unknown):
    assert read(BOOK, asked, text, [], None, ON).unknown is unknown


def entity(text: str, surface: str, label: str, value) -> dict:
    start = text.index(surface)
    return {"entity": label, "value": value, "start": start, "end": start + len(surface)}


@pytest.mark.parametrize(
    ("asked", "text", "entities", "expected"),
    [
        ("degree", "朔士", [("朔士", "degree", "硕士")], "degree=硕士"),
        (None, "我是朔士", [("朔士", "degree", "硕士")], "degree=硕士"),
        (None, "我对象是朔士", [("朔士", "degree", "硕士")], ""),
        ("home_district", "今水", [("今水", "district", "金水区")], "home_district=金水区"),
        ("graduated_on", "去连六月", [("去连六月", "date", "years_ago:1-06")], "graduated_on=2025-06"),
        ("graduated_on", "去连", [("去连", "date", "years_ago:1")], "graduated_on=2025"),
        ("pension_months", "两各月", [("两各月", "months", 2)], "pension_since=2026-08-21/2026-09-20"),
        ("years_since_graduation", "三年", [("三年", "years", 3)], "graduated_on=2022-11-21/2023-11-20"),
        ("talent_category", "比类", [("比类", "category", "B类")], "talent_category=B类"),
    ],
)
def test_what_only_the_language_understanding_made_out_counts_too(asked, text, entities, expected):
    found = [entity(text, *of) for of in entities]
    assert told(read(BOOK, asked, text, found, None, ON)) == ordered(expected)


@pytest.mark.parametrize(
    ("asked", "text", "intent", "expected"),
    [
        ("full_time", "得嘞", "affirm", "full_time=true"),
        ("full_time", "木有", "deny", "full_time=false"),
        ("full_time", "不对，我是硕士", "deny", "degree=硕士"),
        ("full_time", "硕士", "inform", "degree=硕士"),
        ("degree", "硕士能领多少钱", "ask_amount", ""),
        ("born_on", "博士每个月发多少", "ask_amount", ""),
        (None, "硕士", "inform", "degree=硕士"),
        (None, "硕士学历补贴", "ask_overview", ""),
        (None, "我硕士毕业，能领多少", "ask_amount", "degree=硕士"),
    ],
)
def test_the_intent_helps_where_the_words_do_not(asked, text, intent, expected):
    assert told(read(BOOK, asked, text, [], intent, ON)) == ordered(expected)
