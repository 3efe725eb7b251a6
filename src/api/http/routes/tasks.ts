import { z } from 'zod';
import { listTasks } from '../../../crm/list-tasks.ts';
import { presentTask } from '../../../crm/present.ts';
import { changeTask, createTask, removeTask, taskFor } from '../../../crm/tasks.ts';
import { workView as viewOf } from '../../../crm/work.ts';
import {
  changeTask as changeSchema,
  createTask as createSchema,
  listTasks as listSchema,
  taskView,
  workView,
} from '../../protocol.ts';
import { listOf } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

/** Tasks on contacts, and everything that waits for the reader. */
export const taskRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/work',
    who: 'user',
    about: 'What waits for the reader: overdue leads, tasks that are due, missed calls.',
    answer: workView,
    handle: async ({ house }, { actor }) => viewOf(house, actor),
  }),
  userRoute({
    method: 'get',
    path: '/tasks',
    who: 'user',
    about: "Tasks as they fall due: one's own, a contact's, or for managers a colleague's or all.",
    query: listSchema,
    answer: listOf(taskView),
    handle: async ({ house }, { actor, query }) => listTasks(house, actor, query),
  }),
  userRoute({
    method: 'post',
    path: '/contacts/:id/tasks',
    who: 'user',
    about: 'Writes down what is to be done for a contact, when and by whom.',
    object: 'contact',
    body: createSchema,
    answer: taskView,
    status: 201,
    handle: async ({ house }, { actor, id, body }) => createTask(house, actor, id, body),
  }),
  userRoute({
    method: 'get',
    path: '/tasks/:id',
    who: 'user',
    about: 'One task.',
    object: 'task',
    answer: taskView,
    handle: async ({ house }, { actor, id }) => {
      const { task, row } = await taskFor(house, actor, id);
      return presentTask(task, row);
    },
  }),
  userRoute({
    method: 'patch',
    path: '/tasks/:id',
    who: 'user',
    about: 'Changes a task, hands it to a colleague, or says that it is done.',
    object: 'task',
    body: changeSchema,
    answer: taskView,
    handle: async ({ house }, { actor, id, body }) => changeTask(house, actor, id, body),
  }),
  userRoute({
    method: 'delete',
    path: '/tasks/:id',
    who: 'user',
    about: 'Takes a task away; its history stays in the timeline.',
    object: 'task',
    body: z.strictObject({}),
    handle: async ({ house }, { actor, id }) => removeTask(house, actor, id),
  }),
];
