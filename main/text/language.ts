/** The languages in which Longshore speaks. */
export type Language = 'en' | 'zh-CN';
