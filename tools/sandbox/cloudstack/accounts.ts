import { denied } from "./api-error.ts";
import type { Body, Commands } from "./command.ts";
import { contains, equals, listed } from "./listing.ts";
import type { Place } from "./place.ts";

/** Commands about the one caller there is, its projects, and what it may do. */
export const accountCommands: Commands = {
  listAccounts: {
    kind: "sync",
    run: (_state, call) => {
      const { account } = call.place;
      const found = [account].filter(
        ({ id, name }) =>
          equals(call, "id", id) && equals(call, "name", name) && contains(call, "keyword", name),
      );
      return listed(call, "account", found, ({ id, name }) => ({
        id,
        name,
        accounttype: 0,
        roletype: "User",
        rolename: "User",
        state: "enabled",
        isdefault: false,
        created: call.place.created,
        domain: call.place.domain.name,
        domainid: call.place.domain.id,
        domainpath: call.place.domain.name,
        user: [showUser(call.place)],
      }));
    },
  },
  listUsers: {
    kind: "sync",
    run: (_state, call) => {
      const { user, account } = call.place;
      const found = [user].filter(
        ({ id, name }) =>
          equals(call, "id", id) &&
          equals(call, "username", name) &&
          equals(call, "account", account.name) &&
          contains(call, "keyword", name),
      );
      return listed(call, "user", found, () => showUser(call.place));
    },
  },
  getUser: {
    kind: "sync",
    run: (_state, { params, place }) => {
      if (params.userapikey !== place.credentials.apiKey) {
        throw denied("User does not own the API key it asks for");
      }
      return { user: showUser(place) };
    },
  },
  getUserKeys: {
    kind: "sync",
    run: (_state, { place }) => ({
      userkeys: { apikey: place.credentials.apiKey, secretkey: place.credentials.secretKey },
    }),
  },
  listProjects: {
    kind: "sync",
    run: (_state, call) => {
      const found = call.place.projects.filter(
        ({ id, name }) =>
          equals(call, "id", id) && equals(call, "name", name) && contains(call, "keyword", name),
      );
      return listed(call, "project", found, ({ id, name }) => ({
        id,
        name,
        displaytext: name,
        state: "Active",
        domain: call.place.domain.name,
        domainid: call.place.domain.id,
        created: call.place.created,
        tags: [],
      }));
    },
  },
  listCapabilities: {
    kind: "sync",
    run: () => ({
      capability: {
        cloudstackversion: "4.22.0.0",
        securitygroupsenabled: false,
        userpublictemplateenabled: true,
        supportELB: "false",
        projectinviterequired: false,
        allowusercreateprojects: false,
        allowuserviewdestroyedvm: true,
        allowuserexpungerecovervm: true,
        allowuserforcestopvm: true,
        customdiskofferingminsize: 1,
        customdiskofferingmaxsize: 1024,
        regionsecondaryenabled: false,
        kubernetesserviceenabled: false,
        kvmsnapshotenabled: false,
        dynamicrolesenabled: true,
        defaultuipagesize: 20,
      },
    }),
  },
};

function showUser({ user, account, domain, created }: Place): Body {
  return {
    id: user.id,
    username: user.name,
    firstname: "Loco",
    lastname: "Sandbox",
    email: "sandbox@localhost",
    account: account.name,
    accountid: account.id,
    accounttype: 0,
    roletype: "User",
    rolename: "User",
    state: "enabled",
    isdefault: false,
    created,
    domain: domain.name,
    domainid: domain.id,
  };
}
