/** Where Helm keeps the records of the releases `<app>-base`, which make the apps' own namespaces. */
export const LOCO_APPS = "loco-apps";
