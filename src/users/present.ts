import type { UserView } from '../api/protocol.ts';
import type { Actor } from '../house.ts';
import type { UserDoc } from '../store/users.ts';

/** A person as colleagues see them. */
export function presentUser(user: UserDoc): UserView {
  return {
    id: user._id,
    rev: user.rev,
    name: user.name,
    email: user.email,
    role: user.role,
    teams: user.teams,
    shift: user.shift,
    disabled: user.disabled,
    ...(user.language === undefined ? {} : { language: user.language }),
    ...(user.capacity === undefined || user.capacity === null ? {} : { capacity: user.capacity }),
    ...(user.languages === undefined ? {} : { languages: user.languages }),
  };
}

/** A person as the rooms know who wants something. */
export function actorOf(user: UserDoc): Actor {
  return { kind: 'user', id: user._id, name: user.name, role: user.role, teams: user.teams };
}
