import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aBundle, aSession } from '@/testing/fixtures';
import { renderDashboard } from '@/testing/render-dashboard';
import { fakeService } from '@/testing/service';
import { fakeUpload } from '@/testing/upload';

const page = { 'GET /session': { body: aSession }, 'GET /bundles': { body: { items: [], nextCursor: null } } };
const zip = new File(['PK'], 'mine.zip', { type: 'application/zip' });

test('a refused bundle shows why, field by field, and under which request', async () => {
  fakeService(page);
  fakeUpload({
    status: 422,
    body: {
      title: 'The manifest is wrong',
      detail: 'fugu.yaml has 2 errors.',
      code: 'manifest-invalid',
      requestId: 'req-9',
      errors: [
        { pointer: '/programms', detail: "There is no key 'programms'; did you mean 'programs'?" },
        { pointer: '/run/mesh', detail: "Expected columns x rows, found 'two'." },
      ],
    },
  });
  const { user } = renderDashboard('/bundles');
  await user.upload(await screen.findByLabelText('choose a file'), zip);
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('The manifest is wrong');
  expect(alert).toHaveTextContent("/programms There is no key 'programms'; did you mean 'programs'?");
  expect(alert).toHaveTextContent("/run/mesh Expected columns x rows, found 'two'.");
  expect(alert).toHaveTextContent('req-9');
});

test('a dropped bundle is uploaded and can be run from there', async () => {
  fakeService(page);
  const sent = fakeUpload({ body: aBundle });
  renderDashboard('/bundles');
  fireEvent.drop(await screen.findByRole('region', { name: 'Upload' }), { dataTransfer: { files: [zip] } });
  expect(await screen.findByRole('link', { name: 'Run it' })).toHaveAttribute(
    'href',
    `/runs/new?bundle=${aBundle.digest}`,
  );
  const [form] = sent;
  expect(form instanceof FormData && form.get('file')).toHaveProperty('name', 'mine.zip');
});

test('an answer that is no problem document still says what happened', async () => {
  fakeService(page);
  fakeUpload({ status: 413, body: 'too big' });
  const { user } = renderDashboard('/bundles');
  await user.upload(await screen.findByLabelText('choose a file'), zip);
  expect(await screen.findByRole('alert')).toHaveTextContent('The service answered 413');
});
