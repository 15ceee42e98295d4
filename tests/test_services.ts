/** Name of the variable by which the runner hands its servers to every test file. */
export const TEST_SERVICES = "NEURONOVA_TEST_SERVICES";
